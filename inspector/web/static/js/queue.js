// The entries this device keeps. One waits while it has no `outcome`; once it was sent it is never changed, so that
// the server may hold an id to its content. An acknowledged one stays until a page shows it.
import { deviceId } from "./device.js";
import { leave, leftBehind, takeUp } from "./left.js";
import { giveRoom } from "./room.js";
import { all, change } from "./store.js";

export const OUTCOMES = ["applied", "same", "conflict", "refused", "id_reused"];
export const waits = (one) => !one.outcome;
export const isRefused = (one) => ["refused", "id_reused"].includes(one.outcome);
export const isAcknowledged = (one) => Boolean(one.outcome) && !isRefused(one);
// What an entry typed over an acknowledged one is based on.
export const baseOf = (one) => (one.outcome === "conflict" ? one.id : one.head);
// Whether a page that shows everything up to the arrival number `seen` does not show it.
export const isNews = (one, seen) => waits(one) || (isAcknowledged(one) && one.seen > seen);

// A browser whose disk ran full has thrown away a whole database: what this page knows to wait is put back, and sent
// from here if need be. Sent twice does no harm, the server takes it once.
const held = new Map();
const homeless = new Set(); // ids there was no room for
const sending = new Set(); // on their way from this page, whatever the store could be told of it
// What the server said where the disk had no room to note it. After a reload these go out once more: it says the same.
const told = new Map();
const known = (one) => ({ ...one, ...told.get(one.id) });
let latest = 0;

// Two pages without room may count alike; ids begin with the time.
const inOrder = (one, other) => one.seq - other.seq || (one.id < other.id ? -1 : 1);

export async function stored(place) {
  const kept = (await all("operations", place).catch(() => [])).map(known);
  const here = [...kept, ...lost(kept)]
    .filter((one) => !place || (one.user === place[0] && one.form === place[1]))
    .sort(inOrder);
  latest = Math.max(latest, here.at(-1)?.seq ?? 0);
  return here;
}

// Whether one was sent is no longer known then, so it is not changed any more.
function lost(kept) {
  const ids = new Set(kept.map((one) => one.id));
  return [...held.values()].filter((one) => !ids.has(one.id)).map((one) => ({ ...one, tried: true }));
}

export function hold(one) {
  held.set(one.id, one);
  latest = Math.max(latest, one.seq);
}
export function release(ids) {
  for (const id of ids) { held.delete(id); homeless.delete(id); sending.delete(id); }
  takeUp("entry", ids);
}

// An entry that was not sent yet is overtaken by the next one of its field; resolves to what is kept of `wish`, which
// was left behind until then. One that comes `late` gives way to what was typed there since.
export async function keep(wish, late = false) {
  const device = await deviceId();
  const kept = await write(wish, device, late)
    .catch(() => giveRoom().then(() => write(wish, device, late)))
    .catch(() => {
      const alone = following(wish, lost([]).sort(inOrder), device, (latest += 1));
      homeless.add(alone.id);
      leave("entry", alone);
      return alone;
    });
  if (waits(kept)) hold(kept);
  if (kept.id !== wish.id || !homeless.has(kept.id)) takeUp("entry", [wish.id]);
  return kept;
}

const write = (wish, device, late) => change(["operations", "device"], async (transaction) => {
  const operations = transaction.objectStore("operations");
  const kept = (await operations.index("place").getAll([wish.user, wish.form])).map(known);
  const twin = kept.find((one) => one.id === wish.id);
  if (twin) return twin; // written by a page that had no time to note it
  const here = [...kept, ...lost(kept)].sort(inOrder);
  const since = (one) => sameField(one, wish) && one.turn > wish.turn;
  const newer = late && !wish.apart && here.filter(since).at(-1);
  if (newer) return newer;
  const counter = transaction.objectStore("device");
  latest = Math.max(latest, (await counter.get("seq"))?.value ?? 0) + 1;
  const made = following(wish, here, device, latest);
  await operations.put(made);
  await counter.put({ name: "seq", value: latest });
  return made;
});

const sameField = (one, other) => one.user === other.user && one.form === other.form && one.field === other.field;

function following(wish, kept, device, seq) {
  const before = kept.filter((one) => waits(one) && sameField(one, wish)).at(-1);
  const overtaken = before && !before.tried && !sending.has(before.id) && !before.apart && !wish.apart;
  if (overtaken) return { ...before, raw: wish.raw, turn: wish.turn, device_time: wish.device_time };
  return { ...wish, base: before && !wish.apart ? before.id : wish.base, device, seq, tried: false };
}

export const unsaved = () => homeless.size;

// Another try for what the store does not have, and a first one for what pages left behind.
export async function house() {
  await adopt();
  if (!held.size) return;
  const there = await all("operations").catch(() => []);
  for (const { id } of there) homeless.delete(id);
  for (const one of lost(there)) {
    const put = async ({ store }) => (await store.get(one.id)) || store.put(one);
    const housed = () => { homeless.delete(one.id); takeUp("entry", [one.id]); };
    await change(["operations"], put).then(housed, () => homeless.add(one.id));
  }
}

let adopting = null;

// One page of the browser at a time, and nobody waits for another: it may be asleep.
function adopt() {
  const alone = navigator.locks
    ? (work) => navigator.locks.request("inspector-left", { ifAvailable: true }, (lock) => lock && work())
    : (work) => work();
  adopting ??= alone(adoptAll).catch(() => {}).finally(() => { adopting = null; });
  return adopting;
}

// In order: a later one is based on what was typed there before. One of a full disk was complete and may have been sent.
async function adoptAll() {
  const left = await leftBehind("entry");
  const there = new Set(left.length ? (await all("operations").catch(() => [])).map((one) => one.id) : []);
  for (const one of left) {
    if (there.has(one.id)) takeUp("entry", [one.id]);
    else if (one.device) hold(one);
    else await keep(one, true);
  }
}

// As they go out now. Where the disk is too full even for the mark, this page remembers it.
export async function startSending(batch) {
  const ids = new Set(batch.map((one) => one.id));
  ids.forEach((id) => sending.add(id));
  const mark = () => change(["operations"], async ({ store }) => {
    const found = [];
    for (const id of ids) {
      const one = await store.get(id);
      if (one && waits(one) && !one.tried) await store.put({ ...one, tried: true });
      if (one) found.push(one);
    }
    return found;
  });
  const marked = await mark().catch(() => giveRoom().then(mark)).catch(() => batch);
  return [...marked.filter(waits), ...lost(marked).filter((one) => ids.has(one.id))].sort(inOrder);
}

// What the server said of each. What it took stays until a page shows it: one that is on its way or kept already may
// have been made before.
export async function settle(results, seen) {
  release(results.map((one) => one.id));
  await change(["operations"], async ({ store }) => {
    for (const { id, outcome, head, message } of results) {
      const one = await store.get(id);
      if (!one) continue;
      const lasting = outcome !== "applied" || head === id;
      if (lasting) await store.put({ ...one, outcome, head, seen, message: message ?? "" });
      else await store.delete(id);
    }
  }).catch(() => {
    for (const { id, outcome, head, message } of results) told.set(id, { outcome, head, seen, message: message ?? "" });
  });
}

export async function forget(ids) {
  await change(["operations"], ({ store }) => Promise.all(ids.map((id) => store.delete(id))));
  ids.forEach((id) => told.delete(id));
}
