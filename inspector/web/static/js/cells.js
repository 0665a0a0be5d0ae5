// The inputs of a form. A cell is the element with data-field; several inputs may stand for its one text.

const PICKED = ["radio", "checkbox"];
const isPicked = (input) => PICKED.includes(input.type);
const NOW = { checked: "checked", value: "value" };
export const AS_SENT = { checked: "defaultChecked", value: "defaultValue" };

export function makeCells(form) {
  const cellOf = (element) => element.closest("[data-field]");
  const cellAt = (path) => form.querySelector(`[data-field="${CSS.escape(path)}"]`);
  const inputs = (cell) => [...cell.querySelectorAll("input, textarea")].filter((one) => one.name === cell.dataset.field);
  const isTyped = (cell) => cell.contains(document.activeElement) && !isPicked(document.activeElement);

  function read(cell, names = NOW) {
    const own = inputs(cell);
    const picked = own.filter((one) => one[names.checked]).map((one) => one.value);
    if ("many" in cell.dataset) return picked.join(",");
    if (picked.length) return picked[0];
    const typed = own.find((one) => !isPicked(one));
    return typed ? typed[names.value] : "";
  }

  function write(cell, text) {
    const picked = "many" in cell.dataset ? text.split(",") : [text];
    let taken = false;
    for (const one of inputs(cell).filter(isPicked)) {
      one.checked = picked.includes(one.value);
      taken ||= one.checked;
    }
    const typed = inputs(cell).find((one) => !isPicked(one));
    if (typed) typed.value = taken ? "" : text;
    cell.dispatchEvent(new CustomEvent("written", { bubbles: true }));
  }

  // Of several choices "none of them" excludes the others; a typed value excludes its alternative.
  function exclude(target, cell) {
    const alternative = "alternative" in target.dataset;
    for (const one of inputs(cell)) {
      if (one === target) continue;
      if (target.checked && (target.value === "-" || one.value === "-" || alternative)) one.checked = false;
      if (target.checked && alternative && !isPicked(one)) one.value = "";
      if (!alternative && "alternative" in one.dataset && target.value) one.checked = false;
    }
  }

  function say(cell, text) {
    const place = cell.querySelector("[data-problem]");
    if (place) place.textContent = text;
    cell.classList.toggle("wrong", Boolean(text));
    for (const one of inputs(cell)) {
      if (text) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
  }

  return { cellOf, cellAt, inputs, isTyped, read, write, exclude, say };
}
