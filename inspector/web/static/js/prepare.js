// "Prepare for offline" on the start page: fetches each form with the pages around it, one after the other, and
// says of each what is on this device.
import { obstacle, ready } from "./offline.js";
import { fetched, keptRelease } from "./pages.js";
import { get, put } from "./store.js";

const DAY = 86400000;
const STALE = 3 * DAY; // Safari forgets a site that was not visited for seven days
const { account, release } = document.documentElement.dataset;
const panel = document.getElementById("prepare");

if (panel) start().catch(() => explain("private"));

function start() {
  const words = JSON.parse(panel.dataset.words);
  const forms = [...document.querySelectorAll("[data-prepare]")];
  const bar = panel.querySelector("progress");
  const [everything, stop] = [panel.querySelector("[data-everything]"), panel.querySelector("[data-stop]")];
  let stopped = false;
  let busy = false;

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const clock = (time) => new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const kilobytes = (size) => `${Math.max(1, Math.round(size / 1024))} KB`;

  function tell(form, text, state) {
    const place = form.querySelector("[data-taken]");
    [place.textContent, place.dataset.state] = [text, state];
  }

  // What the record says is believed only as far as the page is really there.
  async function show(form) {
    const path = form.dataset.prepare;
    const [taken, held] = [await get("prepared", [account, path]), await keptRelease(path)];
    const values = taken && { size: kilobytes(taken.size), time: clock(taken.time) };
    if (!taken) return tell(form, words.not_yet, "none");
    if (!held) return tell(form, words.gone, "old");
    if (taken.release !== release) return tell(form, words.older, "old");
    const idle = Date.now() - Math.max(taken.time, taken.visited || 0);
    if (idle > STALE) return tell(form, filled(words.stale, { days: Math.floor(idle / DAY) }), "old");
    return tell(form, filled(words.ready, values), "ready");
  }

  // The form itself must come; of the pages around it one that does not exist is nothing to take along.
  async function take(form) {
    const paths = JSON.parse(form.dataset.paths);
    let size = 0;
    for (const path of paths) {
      if (stopped) return false;
      const told = await fetched(path);
      const absent = told.ours && told.status === 404 && path !== paths[0];
      if (!told.kept && !absent) return fail(form, told);
      size += told.size;
    }
    const record = { user: account, form: paths[0], title: form.dataset.title, size, time: Date.now(), visited: Date.now(), release };
    await put("prepared", record);
    await show(form);
    return true;
  }

  function fail(form, told) {
    const full = told.error === "QuotaExceededError" && words.full;
    tell(form, full || (told.ours ? words.refused : words.unreachable), "failed");
    return false;
  }

  async function prepare(wanted) {
    if (busy) return;
    [busy, stopped] = [true, false];
    [bar.hidden, stop.hidden, bar.max, bar.value] = [false, false, wanted.length, 0];
    const updated = await ready().catch(() => false);
    if (!updated) panel.querySelector("[data-told]").textContent = words.unreachable;
    let done = 0;
    for (const form of updated ? wanted : []) {
      if (stopped) break;
      tell(form, words.busy, "busy");
      if (await take(form)) done += 1;
      else if (stopped) await show(form);
      bar.value += 1;
    }
    await fetched("/"); // the list is the way to the forms
    if (updated) panel.querySelector("[data-told]").textContent = filled(words.done, { done, all: wanted.length });
    [bar.hidden, stop.hidden, busy] = [true, true, false];
    await askToStay();
  }

  async function askToStay() {
    const stays = await navigator.storage?.persist?.().catch(() => false);
    panel.querySelector("[data-passing]").hidden = stays !== false;
  }

  everything.addEventListener("click", () => prepare(forms));
  stop.addEventListener("click", () => { stopped = true; });
  for (const form of forms) form.querySelector("button").addEventListener("click", () => prepare([form]));
  return open(forms, show);
}

async function open(forms, show) {
  const reason = await obstacle();
  if (reason) return explain(reason);
  panel.querySelector("[data-works]").hidden = false;
  for (const form of forms) { form.hidden = false; await show(form); }
}

function explain(reason) {
  panel.querySelector(`[data-obstacle="${reason}"]`).hidden = false;
}
