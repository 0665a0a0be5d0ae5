// One box above the ledger's rows chooses all of the page, or none.
"use strict";

function boxes() {
  return document.querySelectorAll(".ledger input[name=pick]");
}

function show() {
  for (const box of document.querySelectorAll("[data-tick-page]")) box.hidden = false;
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-page]")) return;
  for (const box of boxes()) box.checked = event.target.checked;
});
document.addEventListener("htmx:after:swap", show);
show();
