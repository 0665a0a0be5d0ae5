// The form of an inspection: reads the inputs, turns changes into entries, shows what the device and the server say.
// A cell's data-base is the entry that produced what it shows.

import { makeBeside } from "./beside.js";
import { AS_SENT, makeCells } from "./cells.js";
import { makeJudgement } from "./judgement.js";
import { makeOutbox } from "./outbox.js";
import { makeRows } from "./rows.js";
import { makeSheet } from "./sheet.js";

const form = document.getElementById("form");

// Nothing on a page that takes no entries.
export const inspectionForm = form && document.getElementById("save-state") ? start() : null;

function start() {
  const words = JSON.parse(form.dataset.words);
  const shown = new WeakMap();
  const brought = new WeakMap(); // by `kept`, and nobody typed it here
  const timers = new Map();
  const cells = makeCells(form);
  const { cellOf, cellAt, inputs, read, say } = cells;
  const sheet = makeSheet(form, cellAt);
  const judgement = makeJudgement(form, sheet);
  let recalled = false;

  function write(cell, text) {
    cells.write(cell, text);
    shown.set(cell, text);
    cell.dispatchEvent(new CustomEvent("written", { bubbles: true }));
  }

  function judge(cell, told = "") {
    say(cell, judgement.entered(cell.dataset.field, read(cell)) ?? told);
  }

  const outbox = makeOutbox(form, words, {
    cells(found, differing) {
      for (const [field, told] of Object.entries(found)) {
        const cell = cellAt(field);
        if (!cell) continue;
        const busy = outbox.waits(field) || timers.has(cell);
        const typed = cells.isTyped(cell) && read(cell) !== brought.get(cell);
        // who goes on typing in a cell that another changed goes on with the own entry, not over the other's
        cell.dataset.base = (typed && differing[field]) || told.base;
        if (!busy && !typed && read(cell) !== told.shown) write(cell, told.shown);
        if (!busy) shown.set(cell, read(cell));
        judge(cell, told.problem);
        if (!busy) say(cell, told.problem);
      }
    },
    items(answer) {
      if (!outbox.idle() || timers.size) return judgement.definition() ? judgement.show() : sheet.showAnswer(answer);
      sheet.showAnswer(answer);
      judgement.agree();
    },
    conflicts: sheet.showConflicts,
    // entered before this page was loaded, or in another tab: shown unless somebody types there
    kept(field, raw, base) {
      const cell = cellAt(field) || rows.revive(field);
      if (cell && base) cell.dataset.base = base;
      if (!cell || timers.has(cell)) return;
      if (read(cell) !== raw) write(cell, raw);
      brought.set(cell, raw);
      judge(cell);
      recalled = true;
      judgement.show();
    },
    based(field, base) {
      const cell = cellAt(field);
      if (cell) cell.dataset.base = base;
    },
    isTyping: () => timers.size > 0,
    refused(field, message) {
      const cell = cellAt(field);
      if (cell) say(cell, message || words.refused);
      window.toast(message || words.refused, "error");
    },
  });

  const rows = makeRows(form, words, {
    cellAt,
    appeared(cell) { shown.set(cell, ""); },
    gone(cell) {
      if (!read(cell) && !cell.dataset.base) return;
      put(cell, "", true);
    },
  });
  const beside = makeBeside(form, outbox, rows, {
    cellAt, inputs, read, put,
    settled(cell, text) {
      write(cell, text);
      judge(cell);
      judgement.show();
    },
  });

  function enter(cell) {
    clearTimeout(timers.get(cell));
    timers.delete(cell);
    const text = read(cell);
    if (text === shown.get(cell)) return outbox.show();
    shown.set(cell, text);
    outbox.add(cell.dataset.field, cell.dataset.base || null, text);
    judge(cell);
    judgement.show();
  }
  const enterAll = () => [...timers.keys()].forEach(enter);

  function later(cell) {
    clearTimeout(timers.get(cell));
    timers.set(cell, setTimeout(() => enter(cell), 300));
    outbox.typing();
  }

  function put(cell, text, always = false) {
    if (!cell || (!always && read(cell) === text)) return;
    write(cell, text);
    shown.delete(cell);
    enter(cell);
    const more = cell.closest("details");
    if (more && text) more.open = true;
  }

  form.addEventListener("input", (event) => {
    const cell = cellOf(event.target);
    if (!cell || !inputs(cell).includes(event.target)) return;
    cells.exclude(event.target, cell);
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
    if ("clear" in button.dataset) put(cell, "", true);
    if ("choose" in button.dataset) beside.settle(button, cell);
    if ("adopt" in button.dataset) beside.adopt(button);
    if ("unproven" in button.dataset) beside.notProven(button);
    if ("addRow" in button.dataset) rows.add(button.closest("[data-sample]"));
    if ("removeRow" in button.dataset) rows.remove(button.closest("tr"));
  });

  // What was typed before this script ran differs from what the server sent: it is an entry like any other.
  for (const cell of form.querySelectorAll("[data-field]")) {
    shown.set(cell, read(cell, AS_SENT));
    if (read(cell) !== shown.get(cell)) later(cell);
  }
  const everything = () => [...form.querySelectorAll("[data-field]")].map((cell) => [cell.dataset.field, read(cell)]);
  const onVisit = form.querySelector("[name=sheet][value=visit]"); // nothing is judged on the record of a visit
  const ready = Promise.all([onVisit ? null : judgement.start(everything), outbox.written()]);
  // a page that the server has just made is the server's word; one that waited on the device is not
  ready.then(() => {
    form.dataset.judges = judgement.definition() ? "here" : "elsewhere";
    if (outbox.idle() && !timers.size && !recalled) return judgement.agree();
    for (const [field, problem] of judgement.unreadable) say(cellAt(field), problem);
    return judgement.show();
  });

  addEventListener("pagehide", enterAll);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") enterAll(); });
  return { cellAt, enterAll, judgement, outbox, put, read, ready, rows, words };
}
