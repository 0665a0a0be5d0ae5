// The questions of the form as the paper numbers them: parts, rows and boxes in the order in which they are printed.

const form = document.getElementById("form");
const own = (root, selector) => [...root.querySelectorAll(selector)].filter((one) => !one.closest(".more, .draw"));
const text = (element) => element?.textContent.trim() ?? "";

export function questions() {
  const found = new Map();
  for (const article of form.querySelectorAll("[data-item]")) found.set(Number(text(article.querySelector(".ordinal"))), article);
  return found;
}

export const parts = (article) => [...article.querySelectorAll(".occurrence")];
export const sampleOf = (part) => part.querySelector("[data-sample]");
export const rowsOf = (part) => (sampleOf(part) ? [] : own(part, "tr[data-row]"));
export const absentOf = (row) => row.querySelector(".absent");

// The boxes below `root`; those that only offer an alternative to others come last.
export function boxes(root) {
  const found = own(root, "[data-field]").filter((one) => !one.classList.contains("absent")).map(box);
  return [...found.filter((one) => one.kind !== "instead"), ...found.filter((one) => one.kind === "instead")];
}

function box(cell) {
  const inputs = [...cell.querySelectorAll("input, textarea")].filter((one) => one.name === cell.dataset.field);
  const picks = inputs.filter((one) => ["radio", "checkbox"].includes(one.type));
  const typed = inputs.find((one) => !picks.includes(one));
  const choices = picks.map((one) => [one.value, text(one.closest("label"))]);
  return { cell, kind: kind(cell, typed, picks), choices, label: typed?.getAttribute("aria-label") || text(cell.querySelector("legend")), unit: text(cell.querySelector(".unit")) };
}

function kind(cell, typed, picks) {
  if ("many" in cell.dataset) return "choices";
  if (!typed) return picks.some((one) => "alternative" in one.dataset) ? "instead" : "choice";
  if (typed.type === "date") return "date";
  return ["numeric", "decimal"].includes(typed.inputMode) ? "number" : "text";
}
