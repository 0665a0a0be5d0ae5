// What a page has typed and the store does not have yet, written down in one step: a transaction dies with its page when
// it has not begun or reads before it writes. Once the page is gone, the next one puts it into the store.
// A kind is "entry" or "file"; everything left has an id.
import { uuid } from "./device.js";

const keyOf = (kind, id) => `inspector-left-${kind}-${id}`;
const lifeOf = (page) => `inspector-page-${page}`;
const TURN = "inspector-turn";
const page = uuid();

// Where a browser forbids this or has no room for it, the store is all there is.
const attempt = (work, otherwise) => { try { return work(); } catch { return otherwise; } };

// A lock that is held for as long as this page is there. Without a secure context there are none, and every other page
// counts as gone.
let end = null;
const live = () => navigator.locks?.request(lifeOf(page), () => new Promise((resolve) => { end = resolve; })).catch(() => {});
live();
addEventListener("pagehide", () => end?.());
addEventListener("pageshow", ({ persisted }) => { if (persisted) live(); });

async function living() {
  const { held = [], pending = [] } = (await navigator.locks?.query().catch(() => null)) ?? {};
  return new Set([...held, ...pending].map(({ name }) => name).concat(lifeOf(page)));
}

// Greater than that of everything typed before on this device, by whichever page; clocks are set back.
export function nextTurn() {
  const turn = 1 + Number(attempt(() => localStorage.getItem(TURN), 0));
  attempt(() => localStorage.setItem(TURN, turn));
  return turn;
}

// Returns how to take it up again, unless something newer was left under its id.
export function leave(kind, thing) {
  const key = keyOf(kind, thing.id);
  const text = JSON.stringify({ page, thing });
  attempt(() => localStorage.setItem(key, text));
  return () => { if (attempt(() => localStorage.getItem(key)) === text) takeUp(kind, [thing.id]); };
}

export function takeUp(kind, ids) {
  for (const id of ids) attempt(() => localStorage.removeItem(keyOf(kind, id)));
}

// Of pages that are gone, by turn.
export async function leftBehind(kind) {
  const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(keyOf(kind, "")));
  if (!keys.length) return [];
  const alive = await living();
  return keys
    .map((key) => attempt(() => JSON.parse(localStorage.getItem(key)), null))
    .filter((one) => one && !alive.has(lifeOf(one.page)))
    .map(({ thing }) => thing)
    .sort((one, other) => one.turn - other.turn);
}
