// The form of an inspection: reads the inputs, turns changes into entries, shows what the server says of them.
// A cell is the element with data-field; data-base is the entry that produced what it shows.

import { makeOutbox } from "./outbox.js";
import { makeRows } from "./rows.js";

const form = document.getElementById("form");

// Nothing on a page that takes no entries.
export const inspectionForm = form && document.getElementById("save-state") ? start() : null;

function start() {
  const words = JSON.parse(form.dataset.words);
  const shown = new WeakMap();
  const timers = new Map();

  const cellOf = (element) => element.closest("[data-field]");
  const cellAt = (path) => form.querySelector(`[data-field="${CSS.escape(path)}"]`);
  const inputs = (cell) => [...cell.querySelectorAll("input, textarea")].filter((one) => one.name === cell.dataset.field);

  const NOW = { checked: "checked", value: "value" };
  const AS_SENT = { checked: "defaultChecked", value: "defaultValue" };

  function read(cell, names = NOW) {
    const own = inputs(cell);
    const picked = own.filter((one) => one[names.checked]).map((one) => one.value);
    if ("many" in cell.dataset) return picked.join(",");
    if (picked.length) return picked[0];
    const typed = own.find((one) => !["radio", "checkbox"].includes(one.type));
    return typed ? typed[names.value] : "";
  }

  function write(cell, text) {
    const picked = "many" in cell.dataset ? text.split(",") : [text];
    let taken = false;
    for (const one of inputs(cell)) {
      if (!["radio", "checkbox"].includes(one.type)) continue;
      one.checked = picked.includes(one.value);
      taken ||= one.checked;
    }
    const typed = inputs(cell).find((one) => !["radio", "checkbox"].includes(one.type));
    if (typed) typed.value = taken ? "" : text;
    shown.set(cell, text);
  }

  const outbox = makeOutbox(form, words, {
    cells(cells, differing) {
      for (const [path, told] of Object.entries(cells)) {
        const cell = cellAt(path);
        if (!cell) continue;
        const busy = outbox.waits(path) || timers.has(cell);
        const focused = cell.contains(document.activeElement) && !["radio", "checkbox"].includes(document.activeElement.type);
        // who goes on typing in a cell that another changed goes on with the own entry, not over the other's
        cell.dataset.base = (focused && differing[path]) || told.base;
        if (!busy && !focused && read(cell) !== told.shown) write(cell, told.shown);
        if (!busy) shown.set(cell, read(cell));
        say(cell, told.problem);
      }
    },
    items: showItems,
    conflicts: showConflicts,
    // entered before this page was loaded, or in another tab: shown unless somebody types there
    kept(path, raw, base) {
      const cell = cellAt(path) || rows.revive(path);
      if (!cell || timers.has(cell)) return;
      if (base) cell.dataset.base = base;
      if (read(cell) !== raw) write(cell, raw);
    },
    refused(path, message) {
      const cell = cellAt(path);
      if (cell) say(cell, message || words.refused);
      window.toast(message || words.refused, "error");
    },
  });

  const rows = makeRows(form, words, {
    cellAt,
    appeared(cell) { shown.set(cell, ""); },
    gone(cell) {
      if (!read(cell) && !cell.dataset.base) return;
      write(cell, "");
      shown.delete(cell);
      enter(cell);
    },
  });

  function say(cell, text) {
    const place = cell.querySelector("[data-problem]");
    if (place) place.textContent = text;
    cell.classList.toggle("wrong", Boolean(text));
    for (const one of inputs(cell)) {
      if (text) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
  }

  function showItems(answer) {
    for (const [id, told] of Object.entries(answer.items)) {
      const item = document.getElementById(`q-${id}`);
      if (!item) continue;
      item.hidden = told.hidden;
      item.querySelector("[data-badge]").innerHTML = told.badge;
      item.querySelector("[data-trouble]").textContent = told.trouble;
      if (told.note) item.querySelectorAll("details.note").forEach((one) => { one.open = true; });
    }
    for (const [section, text] of Object.entries(answer.progress)) {
      document.querySelectorAll(`[data-progress="${section}"]`).forEach((one) => { one.textContent = text; });
    }
    document.getElementById("score").textContent = answer.score;
  }

  function showConflicts(conflicts) {
    for (const old of form.querySelectorAll("[data-conflict]")) {
      if (!(old.dataset.conflict in conflicts)) old.remove();
    }
    for (const [path, html] of Object.entries(conflicts)) {
      const cell = cellAt(path);
      if (!cell) continue;
      cell.querySelector("[data-conflict]")?.remove();
      cell.insertAdjacentHTML("beforeend", html);
    }
  }

  function enter(cell) {
    clearTimeout(timers.get(cell));
    timers.delete(cell);
    const text = read(cell);
    if (text === shown.get(cell)) return outbox.show();
    shown.set(cell, text);
    outbox.add(cell.dataset.field, cell.dataset.base || null, text);
  }
  const enterAll = () => [...timers.keys()].forEach(enter);

  function later(cell) {
    clearTimeout(timers.get(cell));
    timers.set(cell, setTimeout(() => enter(cell), 300));
    outbox.typing();
  }

  // Of several choices "none of them" excludes the others; a typed value excludes its alternative.
  function exclude(target, cell) {
    for (const one of inputs(cell)) {
      if (one === target) continue;
      if (target.checked && (target.value === "-" || one.value === "-" || "alternative" in target.dataset)) one.checked = false;
      if (target.checked && "alternative" in target.dataset && !["radio", "checkbox"].includes(one.type)) one.value = "";
      if (!("alternative" in target.dataset) && "alternative" in one.dataset && target.value) one.checked = false;
    }
  }

  form.addEventListener("input", (event) => {
    const cell = cellOf(event.target);
    if (!cell || !inputs(cell).includes(event.target)) return;
    exclude(event.target, cell);
    later(cell);
  });
  form.addEventListener("change", (event) => {
    const cell = cellOf(event.target);
    if (cell && inputs(cell).includes(event.target)) enter(cell);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const cell = cellOf(button);
    if ("clear" in button.dataset) { write(cell, ""); shown.delete(cell); enter(cell); }
    if ("choose" in button.dataset) settle(button, cell);
    if ("adopt" in button.dataset) adopt(button);
    if ("unproven" in button.dataset) notProven(button);
    if ("addRow" in button.dataset) rows.add(button.closest("[data-sample]"));
    if ("removeRow" in button.dataset) rows.remove(button.closest("tr"));
  });

  // The chosen text becomes the answer, and one entry says so for each of the others: nothing stays open.
  function settle(button, cell) {
    const { raw, head, leaves } = button.dataset;
    const path = cell.dataset.field;
    const own = button.value.split("|")[1];
    if (own !== head) outbox.add(path, head, raw, true);
    for (const leaf of leaves.split(" ")) if (leaf !== own) outbox.add(path, leaf, raw, true);
    write(cell, raw);
    say(cell, "");
    cell.querySelector("[data-conflict]").remove();
  }

  function put(cell, text) {
    if (!cell || read(cell) === text) return;
    write(cell, text);
    shown.delete(cell);
    enter(cell);
    const more = cell.closest("details");
    if (more && text) more.open = true;
  }

  // Beside the self-evaluation: what the unit says becomes the team's answer to the whole question.
  function adopt(button) {
    const wanted = JSON.parse(button.dataset.adopt);
    for (const path of Object.keys(wanted)) if (!cellAt(path)) rows.revive(path);
    for (const cell of button.closest("[data-item]").querySelectorAll("[data-field]")) {
      const path = cell.dataset.field;
      if (path in wanted) put(cell, wanted[path]);
      else if (!path.includes("/evidence/") && !path.endsWith("/note")) put(cell, "");
    }
  }

  function notProven(button) {
    put(cellAt(`${button.value}/state`), "unverifiable");
    const reason = cellAt(`${button.value}/reason`);
    if (!read(reason)) put(reason, button.dataset.unproven);
    inputs(reason)[0].focus();
  }

  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-correct]");
    if (!link) return;
    event.preventDefault();
    link.closest("[data-item]").querySelector(".occurrence input, .occurrence textarea")?.focus();
  });

  // What was typed before this script ran differs from what the server sent: it is an entry like any other.
  for (const cell of form.querySelectorAll("[data-field]")) {
    shown.set(cell, read(cell, AS_SENT));
    if (read(cell) !== shown.get(cell)) later(cell);
  }
  const leave = () => { enterAll(); outbox.leave(); };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  return { cellAt, enterAll, outbox, words };
}
