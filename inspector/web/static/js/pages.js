// What pages ask of the service worker. An answer is null when there is none, or {error} when it failed.

const PATIENCE = 45000;

async function worker() {
  const registration = await navigator.serviceWorker?.getRegistration("/");
  return registration?.active || null;
}

async function ask(question) {
  const one = await worker();
  if (!one) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const late = setTimeout(() => resolve(null), PATIENCE);
    port1.onmessage = ({ data }) => { clearTimeout(late); port1.close(); resolve(data); };
    one.postMessage(question, [port2]);
  });
}

// Fetched anew and kept: {kept, status, ours, size in bytes}, or {error}.
export const fetched = async (path) => (await ask({ ask: "refresh", path })) || { error: "NetworkError" };

// True when a good page was stored: the kept page then shows what the server knows.
export const refresh = async (path) => Boolean((await fetched(path)).kept);

// The release by which the kept page was made; empty when none is kept.
export const keptRelease = async (path) => (await ask({ ask: "holds", path }))?.release || "";

// Who was here last: {user, language, release of the worker}.
export const who = () => ask({ ask: "who" });

// Pages of one person leave the device; entries stay.
export async function purge(user) {
  if ((await ask({ ask: "purge", user: String(user) }))?.purged) return;
  if (!("caches" in globalThis)) return;
  for (const name of await caches.keys()) if (name.endsWith(`-${user}`)) await caches.delete(name);
}
