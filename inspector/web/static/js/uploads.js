// Files on their way: kept on this device until the server has each whole, with the right hash, exactly once.
// A reply without our header is a portal's and proves nothing; another person's files are never sent.
import { uuid } from "./device.js";
import { leave, leftBehind, nextTurn, takeUp } from "./left.js";
import { inRounds } from "./rounds.js";
import { all, change, get, remove } from "./store.js";

const PIECE = 262_144;
const PATIENCE = 60_000;
const LONGEST_PAUSE = 60_000;
const MOST_DAMAGED = 3;

const user = document.querySelector("[data-user]")?.dataset.user ?? "";
const channel = new BroadcastChannel("inspector-uploads");
const listeners = new Set();

// Called with an id and its news on every page of this browser: progress, done, problem, waits, gone or renamed.
export function listen(listener) { listeners.add(listener); }
function tell(id, news) {
  for (const listener of listeners) listener(id, news);
  channel.postMessage({ id, news });
}
channel.addEventListener("message", ({ data }) => { for (const listener of listeners) listener(data.id, data.news); });

// A refused file waits for its person, not for the network.
const waits = (file) => !file.problem;
const homeless = new Map(); // there was no room for them on the device: only this page has them
export const unsaved = (id) => homeless.has(id);
// What became of files that are on the disk where it had no room to note it: after a reload their delivery begins
// anew, and the server takes each once. A full device gets room by what it sends.
const noted = new Map();
const known = (file) => file && { ...file, ...noted.get(file.id) };

async function stored(place) {
  for (const { id, said } of await leftBehind("file")) await saidAt(id, said, () => takeUp("file", [id])).catch(() => {});
  const kept = (await all("files", place).catch(() => [])).map(known);
  const more = [...homeless.values()].filter((file) => !place || file.form === place[1]);
  return [...kept, ...more].sort((one, other) => one.created - other.created);
}
export const filesOf = (form) => stored([user, form]);
export const waiting = async () => (await stored()).filter((file) => file.user === user && waits(file));
export const ofOthers = async () => (await stored()).filter((file) => file.user !== user && waits(file));

const put = (file) => change(["files"], ({ store }) => store.put(file));

// True when it is on the disk, if need be without its preview; otherwise this page alone has it, and sends it.
export async function keep(wish) {
  const file = { ...wish, user, sent: 0, problem: "", announced: false };
  const kept = await put(file).catch(() => put({ ...file, preview: null })).catch(() => null);
  if (!kept) homeless.set(file.id, file);
  wake();
  return Boolean(kept);
}

async function house() {
  for (const file of homeless.values()) {
    if (!(await put(file).catch(() => null))) return;
    homeless.delete(file.id);
    tell(file.id, { housed: true });
  }
}

// Resolves to the file as it is by then, or to nothing when it is gone.
async function update(id, changes) {
  if (homeless.has(id)) homeless.set(id, { ...homeless.get(id), ...changes });
  if (homeless.has(id)) return homeless.get(id);
  return write(id, changes).catch(() => {
    noted.set(id, { ...noted.get(id), ...changes });
    return current(id);
  });
}

async function write(id, changes) {
  const before = noted.get(id);
  const written = await change(["files"], async ({ store }) => {
    const file = await store.get(id);
    const next = file && { ...file, ...before, ...changes };
    if (next) await store.put(next);
    return next;
  });
  if (noted.get(id) === before) noted.delete(id);
  return written;
}

const current = async (id) => homeless.get(id) ?? known(await get("files", id));
async function drop(id) {
  if (!homeless.delete(id)) await remove("files", [id]);
  noted.delete(id);
  takeUp("file", [id]);
}

// Left behind for as long as the store does not have it: the page may go, and the disk may be full.
async function saidAt(id, said, takenUp) {
  await update(id, said);
  if (!noted.has(id)) takenUp();
}
export const describe = (id, said) => saidAt(id, said, leave("file", { id, said, turn: nextTurn() })).then(wake);
export const again = (id) => update(id, { problem: "" }).then(wake);

// Taken back: at once when the server cannot have heard of it, else as soon as the server knows.
export async function takeBack(id) {
  const file = await current(id);
  if (file && !file.announced) await drop(id);
  else if (file) await update(id, { removed: true, problem: "" });
  tell(id, { removed: true });
  wake();
}

async function ask(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const reply = await fetch(path, { redirect: "manual", signal: abort.signal, ...options });
    const told = await reply.json().catch(() => null);
    const ours = reply.headers.get("inspector-answer") === "operations" && Boolean(told);
    return { status: reply.status, told, ours };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(timer);
  }
}

const accept = "application/json";

const announce = ({ form, id, item, request, sha256, size, caption, place, device }) => ask(`${form}/uploads`, {
  method: "POST",
  headers: { accept, "content-type": accept },
  body: JSON.stringify({ user, id, item, request, sha256, size, caption, place, device }),
});

const send = ({ form, id, bytes }, offset) => ask(`${form}/uploads/${id}`, {
  method: "PATCH",
  headers: { accept, "content-type": "application/octet-stream", "upload-offset": String(offset) },
  body: bytes.slice(offset, offset + PIECE),
});

// True: the server is through with it. False: something is in its way. Null: something is in the way of all.
async function deliver(file) {
  if (file.removed) return withdraw(file);
  const said = { caption: file.caption, place: file.place };
  await update(file.id, { announced: true });
  let reply = await announce(file);
  for (let damaged = 0; goesOn(reply);) {
    if (reply.status === 409 && !reply.told.offset && (damaged += 1) > MOST_DAMAGED) return false;
    file = await update(file.id, { sent: reply.told.offset });
    if (!file) return true;
    if (file.removed) return withdraw(file);
    tell(file.id, { progress: file.sent / file.size });
    reply = await send(file, file.sent);
  }
  return close(file, reply, said);
}

const goesOn = ({ ours, status, told }) => ours && [200, 409].includes(status) && told.state === "awaited";

async function close(file, { ours, status, told }, said) {
  if (ours && told.state === "done") return done(file, told, said);
  if (ours && told.state === "other") return renamed(file);
  if (ours && [413, 422].includes(status)) {
    await update(file.id, { problem: told.message, announced: false });
    tell(file.id, { problem: told.message });
    return true;
  }
  tell(file.id, { waits: told?.message || told?.error?.message || "" });
  return status >= 400 && status !== 401 && status !== 403 ? false : null;
}

// What was changed while the last piece was under way is said of the piece that stands now.
async function done(file, told, said) {
  const kept = await current(file.id);
  if (kept?.removed) return withdraw(kept);
  await drop(file.id);
  const changed = Object.entries(said).filter(([name, text]) => kept && kept[name] !== text).map(([name]) => [name, kept[name]]);
  tell(file.id, { done: told, changed: changed.length ? Object.fromEntries(changed) : null });
  return true;
}

async function renamed(file) {
  const id = uuid();
  await put({ ...file, id, sent: 0, announced: false });
  await drop(file.id);
  tell(file.id, { renamed: id });
  return true;
}

async function withdraw(file) {
  const { ours, status, told } = await ask(`${file.form}/uploads/${file.id}`, { method: "DELETE", headers: { accept } });
  if (!(ours && status === 200) && told?.error?.status !== 404) return null;
  await drop(file.id);
  tell(file.id, { gone: true });
  return true;
}

let timer = 0;
let tries = 0;

const locked = (work) => (navigator.locks ? navigator.locks.request("inspector-uploads", work) : work());

// One page of the browser sends at a time; what is queued meanwhile is not forgotten.
const drainInRounds = inRounds(() => locked(drain).catch(() => false), (clear) => {
  tries = clear ? 0 : tries + 1;
  // Chance in it: many devices come back to the network at the same moment.
  if (!clear) timer = setTimeout(wake, Math.min(LONGEST_PAUSE, 500 * 2 ** tries) * (0.5 + Math.random() / 2));
});

export function wake() {
  clearTimeout(timer);
  return drainInRounds();
}

async function drain() {
  await house();
  const left = new Set();
  for (;;) {
    const files = (await waiting()).filter((file) => !left.has(file.id));
    if (!files.length) return !left.size;
    files.sort((one, other) => one.created - other.created);
    const through = await deliver(files[0]);
    if (through === null) return false;
    if (through) tries = 0;
    else left.add(files[0].id);
  }
}

addEventListener("online", wake);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") wake(); });
if (user) wake();
