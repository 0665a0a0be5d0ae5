// Keeps pages of forms on the device and shows them when the server cannot be reached. It keeps pages only:
// entries are the outbox's. RELEASE and SHELL (addresses of the release's files) stand above when it is served.
//
//   inspector-<release>-shell   the files of a release, whole or not at all
//   inspector-<release>-<user>  pages of one person, made by that release; they need its shell
//   inspector-device            who was here last, in which language, and whether a sign-out is still owed
"use strict";

const PATIENCE = 4000; // milliseconds for the network before a kept page is shown
const DEVICE = "inspector-device";
const WHO = "/device/who";
const KEPT = [
  /^\/$/,
  /^\/inspections\/[^/?]+(\/submit|\/definition|\/visit|\/quick|\/record\?blank=1)?$/,
  /^\/self-evaluations\/[^/?]+(\/definition)?$/,
];

const shellOf = (release) => `inspector-${release}-shell`;
const pagesOf = (release, user) => `inspector-${release}-${user}`;
const pause = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
const ours = (reply) => Boolean(reply.headers.get("inspector-release"));
const good = (reply) => reply.status === 200 && !reply.redirected && reply.type === "basic" && ours(reply);
const timeOf = (reply) => Number(reply.headers.get("inspector-time"));

// ---- who is here

async function who() {
  const kept = await caches.match(WHO, { cacheName: DEVICE });
  return { user: "", language: "zh-CN", at: 0, ended: 0, owes: false, ...(kept ? await kept.json() : {}) };
}

async function become(change) {
  const cache = await caches.open(DEVICE);
  await cache.put(WHO, new Response(JSON.stringify({ ...(await who()), ...change })));
}

const namesOf = async (user) => (await caches.keys()).filter((name) => name.startsWith("inspector-") && name.endsWith(`-${user}`));

async function purge(user) {
  const now = await who();
  if (now.user === user) await become({ user: "", ended: Date.now() });
  for (const name of await namesOf(user)) await caches.delete(name);
  await tidy();
}

// Signed out without signal: the server hears of it before anything else is asked of it.
async function asked(request, options) {
  if ((await who()).owes) {
    await fetch("/sign-out", { method: "POST", redirect: "manual" });
    await become({ owes: false });
  }
  return fetch(request, options);
}

async function signOut(request) {
  const { user } = await who();
  if (user) await purge(user);
  return fetch(request).catch(async () => {
    await become({ owes: true });
    return nothingHere();
  });
}

// ---- what is kept

// A page without the files of its release would be a page that does nothing.
const whole = (release) => `/static/${release}/site.css`;
const complete = async (release) => Boolean(await caches.match(whole(release), { cacheName: shellOf(release) }));

async function keep(path, reply, started) {
  const user = reply.headers.get("inspector-page");
  const release = reply.headers.get("inspector-release");
  const now = await who();
  if (!good(reply) || !user || user !== now.user || started < now.ended || !(await complete(release))) return false;
  const cache = await caches.open(pagesOf(release, user));
  const before = await cache.match(path);
  if (before && timeOf(before) > timeOf(reply)) return true;
  await cache.put(path, reply);
  for (const name of await namesOf(user)) {
    if (name === pagesOf(release, user)) continue;
    const older = await caches.open(name);
    await older.delete(path);
    if (!(await older.keys()).length) await caches.delete(name);
  }
  await tidy();
  return true;
}

async function kept(path) {
  const { user } = await who();
  if (!user) return null;
  let newest = null;
  for (const name of await namesOf(user)) {
    const found = await caches.match(path, { cacheName: name });
    if (found && (!newest || timeOf(found) > timeOf(newest))) newest = found;
  }
  return newest;
}

// Files of an older release stay for as long as a page needs them.
async function tidy() {
  const names = await caches.keys();
  for (const name of names) {
    const release = /^inspector-(.+)-shell$/.exec(name)?.[1];
    const needed = names.some((one) => one !== name && one.startsWith(`inspector-${release}-`));
    if (release && release !== RELEASE && !needed) await caches.delete(name);
  }
}

// The page says that it comes from the device, and of what time it is.
async function shown(reply) {
  if (!reply.headers.get("content-type")?.startsWith("text/html")) return reply;
  const headers = new Headers(reply.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const html = await reply.text();
  return new Response(html.replace("<html ", `<html data-kept="${Math.floor(timeOf(reply) / 1000)}" `), { headers });
}

// ---- answering

// Whom the server answered last is here now; an answer that was long on its way changes nothing.
async function note(path, reply, started) {
  const user = reply.headers.get("inspector-page");
  const now = await who();
  if (good(reply) && user && started >= now.ended && timeOf(reply) >= now.at) {
    await become({ user, language: reply.headers.get("content-language"), at: timeOf(reply) });
  }
  return keep(path, reply, started);
}

function networkFirst(event, path) {
  const started = Date.now();
  const visited = event.request.mode === "navigate";
  const network = asked(event.request);
  const noted = network.then((reply) => note(path, reply.clone(), started));
  event.waitUntil(noted.catch(() => {}));
  return answer(network, path, visited);
}

async function answer(network, path, visited) {
  const reply = await Promise.race([network.catch(() => null), pause(PATIENCE)]);
  if (reply && (reply.type === "opaqueredirect" || (ours(reply) && reply.status < 500))) return reply;
  const found = await kept(path);
  if (found) return shown(found);
  return visited ? network.catch(nothingHere) : network;
}

async function fromShell(folder) {
  const { language } = await who();
  const page = await caches.match(`${folder}/${language.replace("-", "_")}`, { cacheName: shellOf(RELEASE) });
  return page || Response.error();
}
const nothingHere = () => fromShell("/offline");

// Whatever answers in the server's place: what waits here can be saved.
async function rescue(request) {
  const reply = await Promise.race([asked(request).catch(() => null), pause(PATIENCE)]);
  return reply && ours(reply) && reply.status < 500 ? reply : fromShell("/rescue/offline");
}

async function file(request, release) {
  return (await caches.match(request, { cacheName: shellOf(release) })) || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/sign-out") event.respondWith(signOut(request));
  if (request.method !== "GET") return;
  const release = /^\/static\/([^/]+)\//.exec(url.pathname)?.[1];
  const path = url.pathname + url.search;
  if (release) event.respondWith(file(request, release));
  else if (KEPT.some((one) => one.test(path))) event.respondWith(networkFirst(event, path));
  else if (path === "/rescue" && request.mode === "navigate") event.respondWith(rescue(request));
  else if (request.mode === "navigate") event.respondWith(asked(request).catch(nothingHere));
});

// ---- what pages ask for

async function refresh(path) {
  const started = Date.now();
  const reply = await asked(path, { signal: AbortSignal.timeout(30000), cache: "no-store" });
  const copy = reply.clone();
  const stored = await note(path, reply, started);
  return { kept: stored, status: copy.status, ours: ours(copy), size: stored ? (await copy.blob()).size : 0 };
}

const ASKED = {
  refresh: ({ path }) => refresh(path),
  purge: async ({ user }) => { await purge(user); return { purged: true }; },
  who: async () => ({ ...(await who()), release: RELEASE }),
  holds: async ({ path }) => {
    const found = await kept(path);
    return { release: found?.headers.get("inspector-release") || "" };
  },
};

self.addEventListener("message", (event) => {
  const asked = ASKED[event.data?.ask];
  const [port] = event.ports;
  if (!asked || !port) return;
  event.waitUntil(asked(event.data).then((told) => port.postMessage(told), (error) => port.postMessage({ error: error?.name || "Error" })));
});

// ---- coming and going

// Read to its end at once: many answers left unread hold all connections, and the rest of them never comes.
async function fetchedFile(url) {
  const reply = await fetch(url);
  // a portal answers 200 to everything, and another server of ours may still be of another release
  if (!good(reply) || reply.headers.get("inspector-release") !== RELEASE) throw new Error(`${url}: ${reply.status}`);
  const headers = new Headers(reply.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  return [url, new Response(await reply.blob(), { headers })];
}

async function install() {
  const files = await Promise.all(SHELL.map(fetchedFile));
  const cache = await caches.open(shellOf(RELEASE));
  const last = files.findIndex(([url]) => url === whole(RELEASE)); // says that all others are there
  try {
    await Promise.all(files.filter((_, place) => place !== last).map(([url, reply]) => cache.put(url, reply)));
    await cache.put(...files[last]);
  } catch (error) {
    await caches.delete(shellOf(RELEASE));
    throw error;
  }
}

self.addEventListener("install", (event) => event.waitUntil(install().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
