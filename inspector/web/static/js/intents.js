// Forms handed in without signal: kept on the device as the person signed them, and completed by whichever page of
// ours is open once every entry of the form has arrived. One that the server turned down waits for the person.

import { house, stored, waits } from "./queue.js";
import { refresh } from "./pages.js";
import { inRounds } from "./rounds.js";
import { change, all, get, put, remove } from "./store.js";
import { channel, listen, tell, troubled, user } from "./sender.js";
import { listen as listenToFiles } from "./uploads.js";

const PATIENCE = 30_000;
const BETWEEN_TRIES = 15_000;
const locked = (work) => (navigator.locks ? navigator.locks.request("inspector-intents", work) : work());

export const intentOf = (form) => get("intents", [user, form]).catch(() => undefined);
export async function sign(intent) {
  await put("intents", intent);
  tell();
  complete();
}
export async function withdraw(form) {
  await remove("intents", [[user, form]]);
  tell();
}

async function post(intent) {
  const { form, id, device, signed_as, signed_at, open, last } = intent;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const reply = await fetch(`${form}/hand-in`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ user, id, device, signed_as, signed_at, open, last }),
      redirect: "manual",
      signal: abort.signal,
    });
    return reply.headers.get("inspector-answer") === "hand-in" ? await reply.json() : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// Withdrawn meanwhile it is gone, and stays gone: the server has it, or never will.
const keepBlocked = (intent, told) => change(["intents"], async ({ store }) => {
  const kept = await store.get([intent.user, intent.form]);
  if (kept?.id === intent.id) await store.put({ ...kept, blocked: { message: told.message, missing: told.missing ?? [] } });
});

// Entries and files on their way; a file that was turned down waits for its person.
async function somethingWaits({ form }) {
  await house();
  const files = await all("files", [user, form]);
  return files.some((one) => !one.problem) || (await stored([user, form])).some(waits);
}

async function completeOne(intent) {
  if (troubled().kind || (await somethingWaits(intent))) return;
  const told = await post(intent);
  if (!told || told.outcome === "other_user") return;
  if (told.outcome === "completed") {
    await remove("intents", [[intent.user, intent.form]]);
    refresh(intent.form).catch(() => {});
  } else {
    await keepBlocked(intent, told);
  }
  const news = { form: intent.form, outcome: told.outcome };
  channel.postMessage({ user, intent: news });
  for (const listener of listeners) listener(news);
}

const listeners = new Set();
export const listenToIntents = (listener) => listeners.add(listener);
channel.addEventListener("message", ({ data }) => {
  if (data.user === user && data.intent) for (const listener of listeners) listener(data.intent);
});

async function completeAll() {
  const own = (await all("intents").catch(() => [])).filter((one) => one.user === user && !one.blocked);
  for (const intent of own) await completeOne(intent);
}

// What arrives while it is looked whether something waits is looked at in another round.
export const complete = inRounds(() => locked(completeAll));

if (user) {
  listen(complete);
  listenToFiles((_, { progress }) => { if (progress === undefined) complete(); });
  addEventListener("online", complete);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") complete(); });
  setInterval(complete, BETWEEN_TRIES);
  complete();
}
