// The work record of a visit: rows with keys of their own, and signing. What is entered goes through the form.

import { inspectionForm } from "./form.js";
import { sha256 } from "./sha256.js";
import { signaturePad } from "./signature.js";

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
  let pad = null;

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
    pad = signaturePad(dialog.querySelector("[data-pad]"), words);
  }

  function turn() {
    dialog.querySelector("[data-refusal]").hidden = !fields.refuses.checked;
    dialog.querySelector("[data-pad]").hidden = fields.refuses.checked;
  }
  fields.refuses.addEventListener("change", turn);
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
    const row = add(key);
    for (const [column, text] of Object.entries(cells)) enter(`visit@signatures/${key}/${column}`, text.trim());
    show(row);
    if (drawing) await send(row, key, drawing);
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

  async function send(row, key, drawing) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(drawing);
    row.querySelector("[data-drawn]").replaceChildren(image);
    const body = new FormData();
    body.append("item", "visit");
    body.append("request", `signature_${key}`);
    body.append("file", drawing, "signature.png");
    const address = `${form.getAttribute("action")}/evidence`;
    const headers = { accept: "application/json" };
    const reply = await fetch(address, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    if (!reply?.headers.get("inspector-answer")) window.toast(words.drawing, "error");
  }

  for (const row of signed.querySelectorAll("[data-row]")) {
    if (!row.querySelector("[data-who]").textContent.trim()) show(row);
  }
}
