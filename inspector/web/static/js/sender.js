// Sends what waits on this device: its entries in order, one form after the other, one page of the browser at a time.
// Sent is what a reply of our server names; anything else, a portal's friendly 200 too, leaves everything in place.
import { forget, house, isAcknowledged, OUTCOMES, release, settle, startSending, stored, waits } from "./queue.js";
import { fetched, keptRelease } from "./pages.js";
import { inRounds } from "./rounds.js";

const MOST = 50;
const MOST_TEXT = 200_000; // characters of one batch: the server takes a million bytes
const PATIENCE = 30_000;
const LONGEST_PAUSE = 60_000;
const BETWEEN_WRITES = 3_000;
const QUIET = 4_000;
const BETWEEN_REFRESHES = 30_000;

export const user = document.getElementById("waiting")?.dataset.user ?? "";
export const channel = new BroadcastChannel("inspector-outbox");

let page = null; // the form this page shows
let trouble = { kind: "", words: "" };
const listeners = new Set();
const smaller = new Map(); // forms of which a batch was turned down as a whole: how many go at once

// `form` is { path, mark(), taken(answer), settled(results), wrote(entry) }; the last two tell of other pages.
export function serve(form) { page = form; }
export function listen(listener) { listeners.add(listener); }
export const troubled = () => trouble;
export function tell(message = {}) {
  for (const listener of listeners) listener();
  channel.postMessage({ user, ...message });
}

function note(kind, words = "") {
  const news = kind !== trouble.kind || words !== trouble.words;
  trouble = { kind, words };
  if (news) tell({ trouble });
}

async function post(path, operations, mark) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const reply = await fetch(`${path}/operations`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ user, mark, operations }),
      redirect: "manual",
      signal: abort.signal,
    });
    const told = await reply.json().catch(() => null);
    return { status: reply.status, told, ours: reply.headers.get("inspector-answer") === "operations" };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(timer);
  }
}

const sent = ({ id, inspection, field, base, raw, device, seq, device_time }) =>
  ({ id, inspection, field, base, raw, device, seq, device_time });

function cut(waiting) {
  let text = 0;
  const most = smaller.get(waiting[0].form) ?? MOST;
  const end = waiting.findIndex((one, place) => {
    text += one.raw.length;
    return place >= most || one.form !== waiting[0].form || (place && text > MOST_TEXT);
  });
  return waiting.slice(0, end < 0 ? undefined : end);
}

// Why a reply is none: what of it stops everything (`all`), and what only this form.
function reason({ status, told, ours }) {
  if (!status) return { kind: told === undefined ? "offline" : "portal", all: true }; // a redirect has no status either
  if (ours && told?.refused === "other_user") return { kind: "other_user", all: true };
  if (told?.error?.status !== status) return { kind: status >= 500 ? "error" : "portal", all: status < 500 };
  if (told.error.account && told.error.account !== user) return { kind: "other_user", all: true };
  if (status === 401) return { kind: "signed_out", all: true };
  return { kind: "error", words: status < 500 ? told.error.message : "", bad: status === 400 || status === 413 };
}

// True when the queue got shorter.
async function send(batch) {
  const path = batch[0].form;
  const operations = await startSending(batch);
  const shown = page?.path === path;
  const reply = await post(path, operations.map(sent), shown ? page.mark() : undefined);
  const ids = new Set(operations.map((one) => one.id));
  const results = (reply.ours && reply.status === 200 && reply.told?.results || [])
    .filter((one) => ids.has(one.id) && OUTCOMES.includes(one.outcome));
  if (results.length) return take(path, reply.told, results, shown);
  const why = reply.ours && reply.status === 200 ? { kind: "error" } : reason(reply);
  if (why.bad && operations.length > 1) return smaller.set(path, 1);
  if (why.bad) return take(path, null, [{ ...operations[0], outcome: "refused", head: null, message: why.words }], shown);
  note(why.kind, why.words);
  return why.all ? null : false;
}

async function take(path, answer, results, shown) {
  await settle(results, answer?.seen ?? 0);
  if (shown) page.taken({ ...answer, results });
  else if (page?.path === path) page.settled(results); // the form came up while the batch was under way
  tell({ settled: path, results });
  return true;
}

async function drain() {
  await house().then(() => tell());
  const left = new Set();
  for (;;) {
    const waiting = (await stored()).filter((one) => one.user === user && waits(one) && !left.has(one.form));
    if (!waiting.length) break;
    const form = waiting[0].form;
    const done = await send(cut(waiting.filter((one) => one.form === form)));
    if (done === null) return false;
    if (!done) left.add(form);
    else tries = 0;
  }
  if (!left.size) note("");
  return !left.size;
}

// A page that waits for the lock drains what was written meanwhile: no wake-up is lost. Without a secure context
// there are no locks; two pages may then send the same, and the server takes it once.
const locked = (work) => (navigator.locks ? navigator.locks.request("inspector-sender", work) : work());

let timer = 0;
let tries = 0;
let lastTry = -Infinity;

const drainInRounds = inRounds(() => locked(drain).catch(() => { note("error"); return false; }), (clear) => {
  lastTry = performance.now();
  if (clear) return void later();
  tries += 1;
  // Chance in it: many tablets come back to the network at the same moment.
  timer = setTimeout(wake, Math.min(LONGEST_PAUSE, 500 * 2 ** tries) * (0.5 + Math.random() / 2));
});

export function wake() {
  clearTimeout(timer);
  timer = 0;
  return drainInRounds();
}

// While something is in the way, writing on is not answered with a try for each entry.
export function written(entry) {
  tell({ written: entry });
  if (!trouble.kind || performance.now() - lastTry > BETWEEN_WRITES) wake();
}

// Another page sent entries of this form: what the form shows by now. Where one was overtaken before this page was
// loaded, the page knows of no change, and yet shows what waited: then everything is told.
export async function lookAgain(results) {
  const overtaken = results.some((one) => one.head !== one.id);
  const reply = page && await post(page.path, [], overtaken ? "" : page.mark());
  if (reply?.ours && reply.status === 200 && reply.told?.results) page.taken(reply.told);
}

// The pages that show the entries of a form.
const pagesOf = (form) => ["", "/visit", "/quick"].map((one) => form + one);

// Pages of this person only: another's copy is not ours to judge by.
async function isCached(path) {
  if (!globalThis.caches) return false;
  const names = (await caches.keys().catch(() => [])).filter((name) => name.startsWith("inspector-") && name.endsWith(`-${user}`));
  for (const name of names) {
    const cache = await caches.open(name);
    for (const page of pagesOf(path)) if (await cache.match(page)) return true;
  }
  return false;
}

let refreshing = 0;
let refreshed = -BETWEEN_REFRESHES;

// Acknowledged entries go when the page that is kept for the day without signal shows them, and where none is kept when
// the form was left; nobody waits for that.
async function later() {
  clearTimeout(refreshing);
  const due = (await stored()).filter((one) => one.user === user && isAcknowledged(one));
  if (!due.length) return;
  const pause = Math.max(QUIET, refreshed + BETWEEN_REFRESHES - performance.now());
  refreshing = setTimeout(() => freshen(due).catch(() => {}), pause);
}

async function freshen(due) {
  refreshed = performance.now();
  for (const form of new Set(due.map((one) => one.form))) {
    const through = (await isCached(form)) ? await shown(form) : page?.path !== form;
    if (through) await forget(due.filter((one) => one.form === form).map((one) => one.id));
  }
}

// True when every kept page of the form shows what the server knows; one that the server no longer gives out is none.
async function shown(form) {
  for (const page of pagesOf(form)) {
    if (page !== form && !(await keptRelease(page))) continue;
    const told = await fetched(page);
    if (!told.kept && !(told.ours && page !== form)) return false;
  }
  return true;
}

channel.addEventListener("message", ({ data }) => {
  if (data.user === user && data.trouble) trouble = data.trouble;
  if (data.settled) release(data.results.map((one) => one.id));
  if (data.user === user && data.settled && page?.path === data.settled) page.settled(data.results);
  if (data.user === user && data.written && page?.path === data.written.form) page.wrote(data.written);
  for (const listener of listeners) listener();
});

if (user) {
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") wake(); });
}
