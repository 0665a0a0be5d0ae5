// Files that go with a unit's text: kept on the device when chosen, sent in pieces by the queue of all files.
import { takeChosen } from "./chosen.js";
import { deviceId, uuid } from "./device.js";
import { remade } from "./photos.js";
import { digest } from "./sha256.js";
import { again, filesOf, keep, listen, takeBack, unsaved, wake } from "./uploads.js";

const LARGEST = 20_000_000;

// Returns what `takeChosen` does: the queue sends the files, not the form.
export function startProofs(form) {
  const box = document.getElementById("proofs");
  if (!box) return { atWork: () => 0, taken: async () => true };
  const path = form.getAttribute("action");
  const words = JSON.parse(box.dataset.words);
  const list = box.querySelector("[data-pieces]");
  const template = box.querySelector("template");
  const pictures = new Map(); // addresses of pictures, by file
  const pieceOf = (id) => list.querySelector(`[data-queued="${CSS.escape(id)}"]`);

  function say(piece, text, { share = 0, failed = false, final = false } = {}) {
    const line = piece.querySelector("[data-sending]");
    line.textContent = text;
    line.classList.toggle("error", failed);
    const bar = piece.querySelector("progress");
    bar.hidden = !share;
    bar.value = share;
    piece.querySelector("[data-retry]").hidden = !final;
  }

  function show(file) {
    if (file.removed || pieceOf(file.id)) return;
    list.querySelector(`[data-proof="${CSS.escape(file.id)}"]`)?.remove(); // the server knows it as on its way
    const piece = template.content.firstElementChild.cloneNode(true);
    piece.dataset.queued = file.id;
    if (file.type.startsWith("image/")) {
      pictures.set(file.id, URL.createObjectURL(file.preview ?? file.bytes));
      Object.assign(piece.querySelector("img"), { src: pictures.get(file.id), hidden: false });
    } else piece.querySelector("[data-name]").textContent = file.name;
    if (file.problem) say(piece, file.problem, { failed: true, final: true });
    else say(piece, words.waiting);
    list.append(piece);
  }

  // Words when it cannot be taken; empty when it is on its way.
  async function choose(_box, chosen) {
    if (list.children.length >= Number(form.dataset.most)) return words.enough;
    if (!chosen.size) return words.empty;
    const image = chosen.type.startsWith("image/");
    const picture = image ? await remade(chosen) : null;
    if (image && !picture) return words.photo;
    const bytes = picture?.photo ?? chosen;
    if (bytes.size > LARGEST) return words.large;
    const file = {
      id: uuid(), form: path, item: "", request: "", device: await deviceId(), bytes, preview: picture?.preview ?? null,
      name: chosen.name, type: bytes.type, size: bytes.size, sha256: await digest(bytes),
      caption: image ? "" : chosen.name.slice(0, 200), place: "", created: Date.now(),
    };
    show(file);
    if (!(await keep(file))) say(pieceOf(file.id), words.unsaved, { failed: true });
    return "";
  }

  const chosen = takeChosen(box, "#proofs", words, choose);

  list.addEventListener("click", ({ target }) => {
    const piece = target.closest("[data-queued]");
    if (!piece) return;
    if ("retry" in target.dataset) { say(piece, words.waiting); again(piece.dataset.queued); }
    if ("takeBack" in target.dataset) takeBack(piece.dataset.queued);
  });

  function gone(piece) {
    URL.revokeObjectURL(pictures.get(piece.dataset.queued));
    piece.remove();
  }

  listen((id, news) => {
    const piece = pieceOf(id);
    if (!piece) return;
    if (news.renamed) piece.dataset.queued = news.renamed;
    if (news.progress !== undefined && !unsaved(id)) {
      say(piece, words.sending.replace("{p}", `${Math.round(news.progress * 100)} %`), { share: news.progress });
    }
    if (news.waits !== undefined && !unsaved(id)) say(piece, [words.waiting, news.waits].filter(Boolean).join(" · "));
    if (news.problem) say(piece, news.problem, { failed: true, final: true });
    if (news.done?.piece) piece.insertAdjacentHTML("afterend", news.done.piece);
    if (news.removed || news.gone || news.done) gone(piece);
  });

  filesOf(path).then((files) => { files.forEach(show); wake(); });
  return chosen;
}
