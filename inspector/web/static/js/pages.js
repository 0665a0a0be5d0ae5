// Copies of pages for the day without signal: one cache a person and release.
const person = () => document.getElementById("waiting")?.dataset.user ?? "";
const release = () => new URL(import.meta.url).pathname.split("/")[2];

// Fetches a page and puts it by; true when a good one was stored.
export async function refresh(path) {
  if (!globalThis.caches) return false;
  const reply = await fetch(path, { headers: { accept: "text/html" } }).catch(() => null);
  if (!reply?.ok || reply.redirected || reply.headers.get("inspector-page") !== person()) return false;
  const cache = await caches.open(`inspector-${release()}-${person()}`);
  return cache.put(path, reply).then(() => true, () => false);
}

export async function purge(user) {
  if (!globalThis.caches) return;
  const names = (await caches.keys()).filter((name) => name.startsWith("inspector-") && name.endsWith(`-${user}`));
  await Promise.all(names.map((name) => caches.delete(name)));
}
