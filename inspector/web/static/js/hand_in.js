// Handing in from the form: with signal the page for it, without a dialog that the device fills in and the person
// signs. What was signed is not changed any more: until it is withdrawn the form takes no entries.

import { deviceId, uuid } from "./device.js";
import { inspectionForm } from "./form.js";
import { complete, intentOf, listenToIntents, sign, withdraw } from "./intents.js";
import { missing } from "./missing.js";
import { stored, waits } from "./queue.js";
import { troubled } from "./sender.js";

const PATIENCE = 4_000;
const form = document.getElementById("form");
const dialog = document.getElementById("hand-in");

if (inspectionForm && dialog) start(inspectionForm);

function start({ enterAll, judgement, outbox, ready }) {
  const path = form.getAttribute("action");
  const { user } = form.dataset;
  const words = JSON.parse(dialog.dataset.words);
  const notice = document.getElementById("handed-in");
  const part = (name, inside = dialog) => inside.querySelector(`[data-${name}]`);
  const toSubmit = document.getElementById("to-submit");
  const fieldset = form.querySelector("fieldset");
  let listed = [];

  // A reply to an empty batch is never out of a cache.
  async function reached() {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE);
    const reply = await fetch(`${path}/operations`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ user, operations: [] }),
      redirect: "manual",
      signal: abort.signal,
    }).catch(() => null);
    clearTimeout(timer);
    return Boolean(reply?.headers.get("inspector-answer"));
  }

  function list(name, found) {
    const place = part(name);
    const pattern = place.querySelector("template");
    place.closest("section").hidden = !found.length;
    place.replaceChildren(pattern, ...found.map((one) => {
      const line = pattern.content.cloneNode(true);
      const link = line.querySelector("a");
      link.href = `#q-${one.item}`;
      link.textContent = one.title;
      line.querySelector("span").textContent = one.words;
      return line;
    }));
  }

  function show() {
    const disputed = [...form.querySelectorAll("[data-conflict]")].map((one) => one.dataset.conflict);
    listed = missing(judgement.definition(), judgement.cells(), judgement.unreadable.keys(), disputed);
    list("blocking", listed.filter((one) => one.blocks));
    list("other", listed.filter((one) => !one.blocks));
    const open = listed.filter((one) => one.kind === "unanswered").length;
    part("everything").hidden = listed.length > 0;
    part("stays").hidden = !open;
    part("stays-words").textContent = words.stays.replace("{n}", open);
    part("sign").querySelector("button").disabled = listed.some((one) => one.blocks);
    part("problem").textContent = "";
  }

  async function signed(event) {
    event.preventDefault();
    const name = part("name").value.trim();
    const open = listed.filter((one) => one.kind === "unanswered").map((one) => one.item);
    if (!name) return void (part("problem").textContent = words.name);
    if (open.length && !part("stays").querySelector("input").checked) return void (part("problem").textContent = words.confirm);
    await outbox.written();
    const last = (await stored([user, path])).filter(waits).at(-1)?.id ?? null;
    const intent = { user, form: path, id: uuid(), device: await deviceId(), signed_as: name, open, last };
    await sign({ ...intent, signed_at: Date.now() * 1000, blocked: null });
    dialog.close();
    await tellState();
    notice.scrollIntoView({ block: "center" });
  }

  // The notice in the form: signed and waiting, or turned down with the reason.
  async function tellState() {
    const intent = await intentOf(path);
    notice.hidden = !intent;
    fieldset.disabled = Boolean(intent && !intent.blocked);
    toSubmit.hidden = fieldset.disabled;
    if (!intent) return;
    const time = new Date(intent.signed_at / 1000).toTimeString().slice(0, 5);
    part("said", notice).textContent = intent.blocked
      ? `${words.blocked} ${intent.blocked.message}`
      : words.signed.replace("{name}", intent.signed_as).replace("{t}", time);
    notice.classList.toggle("warning", Boolean(intent.blocked));
    part("points", notice).replaceChildren(...(intent.blocked?.missing ?? []).map((one) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#q-${one.item}`;
      link.textContent = one.title;
      line.append(link, ` ${one.words}`);
      return line;
    }));
  }

  async function press(event) {
    event.preventDefault();
    enterAll();
    await outbox.written();
    await ready;
    const there = await reached();
    if (there) await outbox.send();
    if ((there && outbox.idle() && !troubled().kind) || !judgement.definition()) {
      location.href = event.target.closest("a").href;
      return;
    }
    show();
    dialog.showModal();
  }

  toSubmit.addEventListener("click", press);
  part("sign").addEventListener("submit", signed);
  dialog.addEventListener("click", ({ target }) => { if (target.closest("a, [data-stay]")) dialog.close(); });
  part("withdraw", notice).addEventListener("click", () => withdraw(path).then(tellState));
  listenToIntents(({ form: other, outcome }) => {
    if (other !== path) return;
    if (outcome === "completed") location.href = `${path}/review`;
    else tellState();
  });
  tellState().then(complete);
}
