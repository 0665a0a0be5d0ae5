// On every page of somebody signed in: the worker is brought up, the page puts its own copy on the device, a
// kept page says so, and the server hears of the device.
import { forget, tell } from "./forgetting.js";
import { keptRelease, refresh, who } from "./pages.js";
import { get, put } from "./store.js";

const { account, release, kept } = document.documentElement.dataset;
const path = location.pathname + location.search;

// Why nothing can be kept here: "wechat", "insecure", "private", or empty.
export async function obstacle() {
  if (/MicroMessenger/i.test(navigator.userAgent)) return "wechat";
  if (!isSecureContext) return "insecure";
  if (!navigator.serviceWorker || !("caches" in globalThis)) return "private";
  return get("device", "id").then(() => "", () => "private");
}

// Resolves when the worker of this page's release answers; false when it does not come. A worker gives way to the
// next one only when it has come to rest: while that one waits nothing is asked.
export async function ready(patience = 30000) {
  const registration = await navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" });
  const coming = () => registration.installing || registration.waiting;
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (!coming() && (await who())?.release === release) return true;
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

// True when nothing of this person is to be kept here.
async function greet() {
  const told = await tell("/devices/hello", account).catch(() => null);
  if (!told?.forget) return false;
  if (await forget("/devices/hello", account)) {
    await fetch("/sign-out", { method: "POST", redirect: "manual" });
    location.assign("/sign-in");
  }
  return true;
}

async function start() {
  if (kept) showBanner();
  if (await obstacle()) return;
  await noteVisit();
  if (!kept && !(await greet())) await keepThisPage();
}

start().catch((error) => console.warn(error));

