// The work record of a visit: rows with keys of their own, and signing. What is entered goes through the form.

import { deviceId, uuid } from "./device.js";
import { inspectionForm } from "./form.js";
import { digest, sha256 } from "./sha256.js";
import { signaturePad } from "./signature.js";
import { filesOf, keep } from "./uploads.js";

const form = document.getElementById("form");
if (inspectionForm && document.getElementById("sign")) start(document.getElementById("sign"));

// Sorts by when it was made; no two devices make the same, so that two people never write into one row.
function rowKey() {
  const chance = [...crypto.getRandomValues(new Uint8Array(2))].map((byte) => byte.toString(16).padStart(2, "0"));
  return Date.now().toString(16).padStart(11, "0") + chance.join("");
}

const normalised = (text) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").normalize("NFC").trim();

// What a signature covers, as `fieldwork/visit_signing.py` has it: the record without talks and signatures, or one talk.
function covers(path, of) {
  if (of !== "record") return path.startsWith(`visit@talks/${of}/`);
  return /^visit(@team|@people)?\//.test(path) && !path.includes("/evidence/");
}

function said(cell) {
  const input = [...cell.querySelectorAll("input, textarea")].find((one) => one.name === cell.dataset.field);
  if (!input || (input.type === "checkbox" && !input.checked)) return "";
  return normalised(input.value);
}

function fingerprint(of) {
  const pairs = [...form.querySelectorAll("[data-field]")]
    .filter((cell) => covers(cell.dataset.field, of))
    .map((cell) => [cell.dataset.field, said(cell)])
    .filter(([, text]) => text)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return sha256(JSON.stringify(pairs));
}

function start(dialog) {
  const words = JSON.parse(dialog.dataset.words);
  const fields = dialog.querySelector("form").elements;
  const problem = dialog.querySelector("[data-problem]");
  const signed = form.querySelector('[data-sample="visit@signatures"]');
  let of = "record";
  const drawn = dialog.querySelector("[data-signature]");
  const pad = signaturePad(drawn, JSON.parse(drawn.dataset.words));

  // The server's key served a page without scripts; a page from the cache would give it to every device.
  const freshKeys = () => form.querySelectorAll(".visit-rows [data-code]").forEach((one) => { one.value = rowKey(); });
  freshKeys();
  form.addEventListener("click", (event) => { if (event.target.closest("[data-add-row]")) setTimeout(freshKeys); });

  const talked = (key) => inspectionForm.cellAt(`visit@talks/${key}/with`)?.querySelector("input").value || "";
  const stands = (key) => (key === "record" ? words.record : `${words.talk}：${talked(key)}`);

  function open(key) {
    of = key;
    dialog.querySelector("form").reset();
    problem.textContent = "";
    dialog.querySelector("[data-title]").textContent = stands(key);
    dialog.querySelector('[data-role="talked"]').hidden = key === "record";
    dialog.querySelector('[data-role="unit"]').hidden = key !== "record";
    turn();
    dialog.showModal();
    drawn.querySelector("[data-clear-pad]").click();
  }

  function turn() {
    dialog.querySelector("[data-refusal]").hidden = !fields.refuses.checked;
    dialog.querySelector("[data-pad]").hidden = fields.refuses.checked;
  }
  fields.refuses.addEventListener("change", turn);
  drawn.addEventListener("signature", () => { problem.textContent = ""; });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-done]").addEventListener("click", done);
  dialog.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sign]");
    if (button) open(button.dataset.sign);
  });

  function wrong() {
    const refuses = fields.refuses.checked;
    if (!fields.role.value || !fields.name.value.trim()) return words.name;
    if (refuses && !(fields.reason.value.trim() && fields.witness.value.trim())) return words.reason;
    return !refuses && pad.empty() ? words.empty : "";
  }

  async function done() {
    problem.textContent = wrong();
    if (problem.textContent) return;
    inspectionForm.enterAll();
    const refuses = fields.refuses.checked;
    const drawing = refuses ? null : await pad.blob();
    const key = rowKey();
    const cells = {
      of,
      role: fields.role.value,
      name: fields.name.value,
      function: fields.function.value,
      signed: refuses ? "" : `${new Date().toISOString().slice(0, 19)}Z`,
      content: refuses ? "" : fingerprint(of),
      refused: refuses ? fields.reason.value : "",
      witness: refuses ? fields.witness.value : "",
    };
    dialog.close();
    if (drawing) await keepDrawing(key, drawing);
    const row = add(key);
    for (const [column, text] of Object.entries(cells)) enter(`visit@signatures/${key}/${column}`, text.trim());
    show(row);
    if (drawing) draw(row, drawing);
  }

  function add(key) {
    signed.querySelector("[data-code]").value = key;
    signed.querySelector("[data-add-row]").click();
    return signed.querySelector(`[data-row="${key}"]`);
  }

  function enter(path, text) {
    if (!text) return;
    const input = inspectionForm.cellAt(path).querySelector("input");
    input.value = text;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What the server writes into the rows it knows.
  function show(row) {
    const own = (column) => row.querySelector(`[data-field$="/${column}"] input`).value;
    const under = own("of") === "record" ? "" : `${stands(own("of"))} · `;
    row.querySelector("[data-of]").textContent = under + (words.roles[own("role")] || "");
    row.querySelector("[data-who]").textContent = `${own("function")} ${own("name")}`;
    const time = own("signed") && new Date(own("signed")).toLocaleString(document.documentElement.lang).slice(0, -3);
    const witness = own("witness") && `（${words.witness}：${own("witness")}）`;
    row.querySelector("[data-when]").textContent = own("refused") ? `${words.refused}：${own("refused")}${witness}` : time;
  }

  function draw(row, drawing) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(drawing);
    row.querySelector("[data-drawn]").replaceChildren(image);
  }

  // A drawing goes the way of every photo: kept on the device first, sent by the queue of files.
  async function keepDrawing(key, bytes) {
    const sent = { form: form.getAttribute("action"), item: "visit", request: `signature_${key}`, caption: "", place: "" };
    const file = { name: "signature.png", type: bytes.type, size: bytes.size, bytes, preview: null, created: Date.now() };
    const known = { id: uuid(), device: await deviceId(), sha256: await digest(bytes) };
    if (!(await keep({ ...sent, ...file, ...known }))) window.toast(words.drawing, "error");
  }

  // Signed before this page was loaded, and not sent yet.
  async function recall() {
    for (const file of await filesOf(form.getAttribute("action"))) {
      const row = file.item === "visit" && signed.querySelector(`[data-row="${file.request.replace("signature_", "")}"]`);
      if (row && !row.querySelector("[data-drawn] img")) draw(row, file.bytes);
    }
  }
  const unnamed = () => [...signed.querySelectorAll("[data-row]")].filter((row) => !row.querySelector("[data-who]").textContent.trim());
  inspectionForm.outbox.written().then(() => { unnamed().forEach(show); recall(); });
}
