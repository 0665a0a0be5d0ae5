// On every page of somebody signed in: the worker is brought up, the page puts its own copy on the device, a
// kept page says so, and the server hears of the device.
import { deviceId } from "./device.js";
import { all, change, get, put } from "./store.js";
import { keptRelease, purge, refresh, who } from "./pages.js";

const { account, release, kept } = document.documentElement.dataset;
const path = location.pathname + location.search;
const STORES = ["operations", "files", "intents"];

// Why nothing can be kept here: "wechat", "insecure", "private", or empty.
export async function obstacle() {
  if (/MicroMessenger/i.test(navigator.userAgent)) return "wechat";
  if (!isSecureContext) return "insecure";
  if (!navigator.serviceWorker || !("caches" in globalThis)) return "private";
  return get("device", "id").then(() => "", () => "private");
}

// Resolves when the worker of this page's release answers; false when it does not come.
export async function ready(patience = 30000) {
  await navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" });
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if ((await who())?.release === release) return true;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  return false;
}

// The first visit is not controlled by the worker, nor is the first one after an update by the new one.
async function keepThisPage() {
  const told = await who();
  const held = told?.release === release && (await keptRelease(path));
  if (held === release || !/^\/($|(inspections|self-evaluations)\/[^/]+$)/.test(path)) return;
  if (await ready()) await refresh(path);
}

function showBanner() {
  const banner = document.getElementById("kept");
  const time = new Date(Number(kept)).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  banner.querySelector("[data-time]").textContent = time;
}

// Who opens a prepared form keeps it from being forgotten by the browser.
async function noteVisit() {
  const taken = await get("prepared", [account, location.pathname]);
  if (taken) await put("prepared", { ...taken, visited: Date.now() });
}

// What is not sent yet, of whomever; an entry with an outcome only waits for the kept page to show it.
export async function waiting() {
  const lists = await Promise.all(STORES.map((name) => all(name)));
  return lists.flat().filter((one) => !one.outcome);
}

export const isOwn = (one) => String(one.user) === account;

async function hello(more = {}) {
  const reply = await fetch("/devices/hello", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ device: await deviceId(), waiting: (await waiting()).filter(isOwn).length, ...more }),
  });
  return reply.headers.get("inspector-answer") === "devices" ? reply.json() : null;
}

// Pages go at once; what is not sent yet stays until it is, and the wish with it.
async function forget() {
  await purge(account);
  await change(["prepared"], async (one) => {
    for (const key of await one.store.getAllKeys()) if (key[0] === account) await one.store.delete(key);
  });
  const told = await hello({ forgotten: true });
  if (!told?.forgotten) return;
  await fetch("/sign-out", { method: "POST" });
  location.assign("/sign-in");
}

async function greet() {
  const told = await hello().catch(() => null);
  if (told?.forget) await forget();
}

async function start() {
  if (kept) showBanner();
  if (await obstacle()) return;
  await noteVisit();
  if (!kept) await Promise.all([keepThisPage(), greet()]);
}

start().catch((error) => console.warn(error));

