// A unit's text is kept while it is typed, and its files go on their own, whatever happens to the page.
// Which version was typed over goes with every save: what a colleague saved meanwhile is never written over.
import { startProofs } from "./proofs.js";

const PAUSE = 1200;
const RETRY = 5000;

const form = document.getElementById("writing");
if (form) start();

function start() {
  const words = JSON.parse(form.dataset.words);
  const state = document.getElementById("writing-state");
  const fields = [...form.querySelectorAll("input[type=text], input[type=date], textarea")];
  const texts = (name) => JSON.stringify(fields.map((field) => field[name]));
  const typed = () => texts("value");
  let kept = texts("defaultValue"); // as the server sent it: what was typed before this script ran is not kept yet
  let timer = 0;
  let saving = null;
  let stopped = false; // a colleague's text stands in between: only a person decides

  function tell(text, failed = false) {
    state.textContent = text;
    state.classList.toggle("failed", failed);
  }

  async function save() {
    clearTimeout(timer);
    const now = typed();
    if (stopped || now === kept) return;
    tell(words.saving);
    const body = new URLSearchParams([["seen", form.elements.seen.value], ...fields.map((field) => [field.name, field.value])]);
    try {
      const reply = await fetch(`${form.getAttribute("action")}/draft`, { method: "POST", body, redirect: "manual", keepalive: true });
      const told = await reply.json();
      if (reply.headers.get("inspector-answer") !== "operations") throw new Error("not ours");
      if (reply.status === 409) { stopped = true; tell(`${words.unsaved} ${told.message}`, true); return; }
      if (!reply.ok) throw new Error(String(reply.status));
      form.elements.seen.value = told.version;
      kept = now;
      tell(words.saved);
      if (typed() !== kept) soon(PAUSE);
    } catch {
      tell(words.unsaved, true);
      soon(RETRY);
    }
  }

  // One save at a time: the next one needs the version that this one brings.
  function run() {
    saving ??= save().finally(() => { saving = null; });
    return saving;
  }
  function soon(pause) { clearTimeout(timer); timer = setTimeout(run, pause); }

  form.addEventListener("input", ({ target }) => { if (fields.includes(target)) soon(PAUSE); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") run(); });
  addEventListener("online", run);
  const proofs = startProofs(form);
  addEventListener("beforeunload", (event) => {
    if (!form.dataset.leaving && (typed() !== kept || proofs.atWork())) event.preventDefault();
  });

  // A button sends the whole form: with the version of a save that is still under way, and photos once they are kept.
  form.addEventListener("submit", async (event) => {
    if (form.dataset.leaving || !(saving || proofs.atWork())) { form.dataset.leaving = "yes"; clearTimeout(timer); return; }
    event.preventDefault();
    const [, taken] = await Promise.all([saving, proofs.taken()]);
    if (form.dataset.leaving || !taken) return; // pressed twice; or a photo was turned down, and why is said beside it
    form.dataset.leaving = "yes";
    form.requestSubmit(event.submitter);
  });

  if (typed() !== kept) soon(PAUSE);
}
