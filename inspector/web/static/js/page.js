// On every page: short messages, htmx failures in words, print buttons, the account menu.
"use strict";

function toast(text, kind = "") {
  const box = document.getElementById("toasts");
  const message = document.createElement("div");
  message.className = `toast ${kind}`;
  message.textContent = text;
  box.append(message);
  setTimeout(() => message.remove(), 6000);
}
window.toast = toast;

// An answer of 4xx or 5xx is not swapped in unless its element has an hx-status rule: say it here instead.
document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  const status = String(ctx.response.status);
  const asked = ctx.sourceElement.closest(`[hx-status\\:${status}]`);
  if (asked || ctx.response.headers.get("hx-redirect")) return;
  const words = new DOMParser().parseFromString(ctx.text, "text/html").querySelector("[role=alert] p");
  toast(words ? words.textContent : document.getElementById("toasts").dataset.failed, "error");
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.error?.name === "AbortError") return;
  toast(document.getElementById("toasts").dataset.offline, "error");
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  for (const menu of document.querySelectorAll(".head-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll(".head-menu[open]").forEach((menu) => { menu.open = false; });
});

// After a failed save the first wrong field is where the reader wants to be.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[aria-invalid=true]")?.focus();
});
