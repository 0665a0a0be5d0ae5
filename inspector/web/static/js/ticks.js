// Tick or clear a whole group of boxes at once, and count what is ticked in each.
"use strict";

for (const row of document.querySelectorAll(".tick-all")) row.hidden = false;

function boxes(group) {
  return [...group.querySelectorAll("input[type=checkbox]")];
}

function count() {
  for (const group of document.querySelectorAll("details.tick-group")) {
    const all = boxes(group);
    group.querySelector(".tick-count").textContent = `${all.filter((box) => box.checked).length} / ${all.length}`;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tick]");
  if (!button) return;
  const group = button.closest("details.tick-group, .ticks");
  for (const box of boxes(group)) box.checked = button.dataset.tick === "all";
  count();
});
document.addEventListener("change", count);
count();
