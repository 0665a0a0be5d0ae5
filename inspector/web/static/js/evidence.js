// Photos and documents on the form: kept on the device when chosen, shown at once, sent by their own queue.
// Captions, places and removals of pieces that stand already are entries like any other.

import { takeChosen } from "./chosen.js";
import { deviceId, uuid } from "./device.js";
import { inspectionForm } from "./form.js";
import { remade } from "./photos.js";
import { about, queued, showPlace, showProblem, showSending, taken, whereWeAre, words } from "./pieces.js";
import { isNews, stored } from "./queue.js";
import { digest } from "./sha256.js";
import { again, describe, filesOf, keep, listen, takeBack, unsaved, wake } from "./uploads.js";

const LARGEST = 20_000_000;
const MOST_PIECES = 20;

// Only where the page has the piece of a file on its way, with its words.
if (inspectionForm && document.getElementById("queued-piece")) start(document.getElementById("form"), inspectionForm);

function start(form, { cellAt, outbox }) {
  const path = form.getAttribute("action");
  const slotOf = ({ item, request }) => form.querySelector(`[data-request="${CSS.escape(`${item}/${request}`)}"]`);
  // Entries and files go their own ways: saved answers say nothing about photos.
  function tellFiles() {
    const files = [...form.querySelectorAll("[data-queued]")].map((piece) => piece.dataset.queued);
    const line = document.getElementById("files-state");
    line.textContent = files.length ? words.files.replace("{n}", files.length) : "";
    line.classList.toggle("failed", files.some(unsaved));
  }

  const pieceOf = (id) => form.querySelector(`[data-queued="${CSS.escape(id)}"]`);

  function counted(slot) {
    const see = slot.closest("details");
    see.querySelector("[data-count]").textContent = see.querySelectorAll("[data-pieces] > li").length || "";
    tellFiles();
  }

  function show(file) {
    const slot = slotOf(file);
    if (!slot || file.removed || pieceOf(file.id)) return;
    slot.querySelector("[data-pieces]").append(queued(file));
    slot.closest("details").open = true;
    counted(slot);
  }

  // What is announced from this very device is shown in its place, not in the list of what is awaited.
  function noLongerAwaited(id) {
    const list = document.getElementById("awaited");
    list?.querySelector(`[data-upload="${CSS.escape(id)}"]`)?.remove();
    if (list && !list.querySelector("[data-upload]")) list.remove();
  }

  // Words when it cannot be taken; empty when it is on its way.
  async function choose(slot, chosen) {
    if (slot.querySelectorAll("[data-pieces] > li").length >= MOST_PIECES) return words.enough;
    if (!chosen.size) return words.empty;
    const picture = chosen.type.startsWith("image/") ? await remade(chosen) : null;
    if (!picture && (chosen.type.startsWith("image/") || slot.querySelector("[type=file]").accept === "image/*")) return words.photo;
    const bytes = picture?.photo ?? chosen;
    if (bytes.size > LARGEST) return words.large;
    const [item, request] = slot.dataset.request.split("/");
    const file = {
      id: uuid(), form: path, item, request, device: await deviceId(), bytes, preview: picture?.preview ?? null,
      name: chosen.name, type: bytes.type, size: bytes.size, sha256: await digest(bytes),
      caption: "", place: "", created: Date.now(),
    };
    show(file);
    if (!(await keep(file))) showProblem(pieceOf(file.id), words.unsaved, false);
    tellFiles();
    return "";
  }

  const chosen = takeChosen(form, "[data-request]", words, choose);

  const timers = new Map();
  const typedHere = new WeakSet(); // pieces of which this page knows best what is said
  function changed(piece) {
    typedHere.add(piece);
    const said = about(piece);
    if (piece.dataset.queued) return describe(piece.dataset.queued, said);
    return outbox.add(piece.dataset.field, piece.dataset.base || null, JSON.stringify(said));
  }
  form.addEventListener("input", ({ target }) => {
    if (!("caption" in target.dataset)) return;
    const piece = target.closest("li");
    typedHere.add(piece);
    clearTimeout(timers.get(piece));
    timers.set(piece, setTimeout(() => { timers.delete(piece); changed(piece); }, 300));
  });

  function changedNow() {
    for (const [piece, timer] of timers) { clearTimeout(timer); changed(piece); }
    timers.clear();
  }
  addEventListener("pagehide", changedNow);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") changedNow(); });

  async function addPlace(piece, button) {
    button.disabled = true;
    const label = button.textContent;
    button.textContent = words.locating;
    try {
      showPlace(piece, await whereWeAre());
      changed(piece);
    } catch {
      window.toast(words.nowhere, "error");
    }
    button.textContent = label;
    button.disabled = false;
  }

  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const piece = button?.closest("[data-pieces] > li");
    if (!piece) return;
    if ("addPlace" in button.dataset) addPlace(piece, button);
    if ("removePlace" in button.dataset) { showPlace(piece, ""); changed(piece); }
    if ("retry" in button.dataset) { showSending(piece, words.waiting); again(piece.dataset.queued); }
    if ("takeBack" in button.dataset) takeBack(piece.dataset.queued);
    if ("removePiece" in button.dataset) {
      outbox.add(piece.dataset.field, piece.dataset.base || null, "");
      gone(piece);
    }
  });

  function gone(piece) {
    const slot = piece.closest("[data-request]");
    clearTimeout(timers.get(piece));
    timers.delete(piece);
    taken(piece);
    counted(slot);
  }

  // The piece that stands takes the place of the one on its way; what is being typed there goes on.
  function stands(piece, { field, piece: html, message }, said) {
    const typed = { ...about(piece), ...(typedHere.has(piece) ? {} : said) };
    const writing = piece.contains(document.activeElement);
    if (html && !cellAt(field)) piece.insertAdjacentHTML("afterend", html);
    if (message) window.toast(message, "error");
    gone(piece);
    const cell = cellAt(field);
    if (!cell) return;
    const caption = cell.querySelector("[data-caption]");
    const before = about(cell);
    caption.value = typed.caption;
    showPlace(cell, typed.place);
    if (typed.caption.trim() !== before.caption || typed.place !== before.place) changed(cell);
    if (writing) caption.focus();
  }

  listen((id, news) => {
    if (news.done || news.gone) noLongerAwaited(id);
    const piece = pieceOf(id);
    if (!piece) return;
    if (news.renamed) piece.dataset.queued = news.renamed;
    if (news.progress !== undefined && !unsaved(id)) {
      showSending(piece, words.sending.replace("{p}", `${Math.round(news.progress * 100)} %`), news.progress);
    }
    if (news.waits !== undefined && !unsaved(id)) {
      showSending(piece, [words.waiting, words[news.waits] ?? news.waits].filter(Boolean).join(" · "));
    }
    if (news.housed) { showSending(piece, words.waiting); tellFiles(); }
    if (news.problem) showProblem(piece, news.problem);
    if (news.removed || news.gone) gone(piece);
    if (news.done) stands(piece, news.done, news.changed);
  });

  // What the server's page does not know yet: entries about standing pieces, and files on their way.
  async function recall() {
    await outbox.written();
    const seen = Number(form.elements.seen.value);
    for (const { field, raw } of (await stored([form.dataset.user, path])).filter((one) => isNews(one, seen))) {
      const piece = field.includes("/evidence/") ? cellAt(field) : null;
      if (piece && !raw) gone(piece);
      else if (piece) {
        const said = JSON.parse(raw);
        piece.querySelector("[data-caption]").value = said.caption;
        showPlace(piece, said.place);
      }
    }
    for (const piece of form.querySelectorAll("[data-pieces] > li")) showPlace(piece, about(piece).place);
    for (const file of await filesOf(path)) { noLongerAwaited(file.id); show(file); }
    wake();
  }
  addEventListener("beforeunload", (event) => {
    const pieces = [...form.querySelectorAll("[data-queued]")];
    if (chosen.atWork() || pieces.some((piece) => unsaved(piece.dataset.queued))) event.preventDefault();
  });
  recall();
}
