// What a page leaves behind when it goes away before the store has taken it: the browser throws away a transaction that
// has not begun, and one may have to wait for another. This takes it in one step; the next page puts it into the store.

const KEY = "inspector-left-";

// Where a browser forbids this or has no room for it, the store is all there is.
const attempt = (work, otherwise) => { try { return work(); } catch { return otherwise; } };

export function leaveBehind(entries) {
  for (const one of entries) attempt(() => localStorage.setItem(KEY + one.id, JSON.stringify(one)));
}

export function leftBehind() {
  const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(KEY)).sort();
  return keys.map((key) => attempt(() => JSON.parse(localStorage.getItem(key)), null)).filter(Boolean);
}

export function pickedUp(ids) {
  for (const id of ids) attempt(() => localStorage.removeItem(KEY + id));
}
