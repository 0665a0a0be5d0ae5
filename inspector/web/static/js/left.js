// What a page leaves behind when it goes away before the store has taken it: the browser throws away a transaction that
// has not begun or that reads before it writes. This takes it in one step; the next page puts it into the store.
// A kind is "entry" or "file"; everything left has an id.

const keyOf = (kind, id) => `inspector-left-${kind}-${id}`;

// Where a browser forbids this or has no room for it, the store is all there is.
const attempt = (work, otherwise) => { try { return work(); } catch { return otherwise; } };

export function leaveBehind(kind, things) {
  for (const one of things) attempt(() => localStorage.setItem(keyOf(kind, one.id), JSON.stringify(one)));
}

// By id, which for entries is the order they were made in.
export function leftBehind(kind) {
  const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(keyOf(kind, ""))).sort();
  return keys.map((key) => attempt(() => JSON.parse(localStorage.getItem(key)), null)).filter(Boolean);
}

export function pickedUp(kind, ids) {
  for (const id of ids) attempt(() => localStorage.removeItem(keyOf(kind, id)));
}
