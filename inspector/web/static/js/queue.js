// The entries this device keeps. One waits while it has no `outcome`; once it was sent it is never changed, so that
// the server may hold an id to its content. An acknowledged one stays until the page in the cache shows it.
import { deviceId } from "./device.js";
import { all, change, putAtOnce } from "./store.js";

export const OUTCOMES = ["applied", "same", "conflict", "refused", "id_reused"];
export const waits = (one) => !one.outcome;
export const isRefused = (one) => ["refused", "id_reused"].includes(one.outcome);
export const isAcknowledged = (one) => Boolean(one.outcome) && !isRefused(one);

const homeless = new Map(); // there was no room for them: only this page has them
const sending = new Set(); // on their way from this page, whatever the store could be told of it
let latest = 0;

// Two pages that leave at the same moment may count alike; ids begin with the time.
const inOrder = (one, other) => one.seq - other.seq || (one.id < other.id ? -1 : 1);

export async function stored(place) {
  const kept = await all("operations", place).catch(() => []);
  const ids = new Set(kept.map((one) => one.id));
  const both = [...kept, ...[...homeless.values()].filter((one) => !ids.has(one.id))];
  const here = both.filter((one) => !place || (one.user === place[0] && one.form === place[1])).sort(inOrder);
  latest = Math.max(latest, here.at(-1)?.seq ?? 0);
  return here;
}

// An entry that was not sent yet is overtaken by the next one of its field; resolves to what is kept of `wish`.
export async function keep(wish) {
  const device = await deviceId();
  try {
    return await write(wish, device);
  } catch {
    await giveUpPreviews().catch(() => {});
  }
  try {
    return await write(wish, device);
  } catch {
    const alone = following(wish, [...homeless.values()], device, (latest += 1));
    homeless.set(alone.id, alone);
    return alone;
  }
}

const write = (wish, device) => change(["operations", "device"], async (transaction) => {
  const operations = transaction.objectStore("operations");
  const kept = await operations.index("place").getAll([wish.user, wish.form]);
  const twin = kept.find((one) => one.id === wish.id);
  if (twin) return twin; // written while the page was being left
  const counter = transaction.objectStore("device");
  latest = Math.max(latest, (await counter.get("seq"))?.value ?? 0) + 1;
  const made = following(wish, [...kept, ...homeless.values()].sort(inOrder), device, latest);
  await operations.put(made);
  await counter.put({ name: "seq", value: latest });
  return made;
});

function following(wish, kept, device, seq) {
  const before = kept.filter((one) => waits(one) && one.form === wish.form && one.field === wish.field).at(-1);
  const overtaken = before && !before.tried && !sending.has(before.id) && !before.apart && !wish.apart;
  if (overtaken) return { ...before, raw: wish.raw, device_time: wish.device_time };
  return { ...wish, base: before && !wish.apart ? before.id : wish.base, device, seq, tried: false };
}

// While the page goes away nothing can be read any more: written as they are, in one step.
export function keepAtOnce(wishes, device) {
  const made = wishes.map((wish) => ({ ...wish, device, seq: (latest += 1), tried: false }));
  const done = putAtOnce([...made.map((one) => ["operations", one]), ["device", { name: "seq", value: latest }]]);
  return { made, done };
}

// Text comes before pictures: what previews take is given back.
const giveUpPreviews = () => change(["files"], async ({ store }) => {
  for (let cursor = await store.openCursor(); cursor; cursor = await cursor.continue()) {
    if (cursor.value.preview) await cursor.update({ ...cursor.value, preview: null });
  }
});

export const unsaved = () => homeless.size;

// Another try for those that found no room; true when none is left.
export async function house() {
  for (const one of homeless.values()) {
    const done = await change(["operations"], ({ store }) => store.put(one)).then(() => true, () => false);
    if (!done) return false;
    homeless.delete(one.id);
  }
  return true;
}

// As they go out now. Where the disk is too full even for the mark, this page remembers it.
export async function startSending(batch) {
  for (const { id } of batch) sending.add(id);
  const marked = await change(["operations"], async ({ store }) => {
    const found = [];
    for (const { id } of batch) {
      const one = await store.get(id);
      if (one && waits(one) && !one.tried) await store.put({ ...one, tried: true });
      if (one && waits(one)) found.push(one);
    }
    return found;
  }).catch(() => batch.filter((one) => !homeless.has(one.id)));
  return [...marked, ...batch.filter((one) => homeless.has(one.id))].sort(inOrder);
}

// What the server said of each. `stale`: a page in the cache does not show them yet.
export async function settle(results, seen, stale) {
  for (const { id } of results) homeless.delete(id);
  await change(["operations"], async ({ store }) => {
    for (const { id, outcome, head, message } of results) {
      const one = await store.get(id);
      if (!one) continue;
      const lasting = isRefused({ outcome }) || (stale && (outcome !== "applied" || head === id));
      if (lasting) await store.put({ ...one, outcome, head, seen, message: message ?? "" });
      else await store.delete(id);
    }
  });
  for (const { id } of results) sending.delete(id);
}

export const forget = (ids) => change(["operations"], ({ store }) => Promise.all(ids.map((id) => store.delete(id))));
