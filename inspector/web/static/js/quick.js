// Entering a paper form: one line takes number and answer, Enter goes on. Everything goes through the form below.

import { inspectionForm } from "./form.js";
import { intentOf } from "./intents.js";
import { absentOf, boxes, parts, questions, rowsOf, sampleOf } from "./quick_form.js";
import { letter, plain, read, takenApart, Unread, values } from "./quick_line.js";

const place = document.getElementById("quick");

function begin({ cellAt, put, read: standing, rows }) {
  const words = JSON.parse(place.dataset.words);
  const line = document.getElementById("quick-line");
  const problem = document.getElementById("quick-problem");
  const asked = document.getElementById("quick-asked");
  const entered = document.getElementById("quick-entered");
  const all = questions();
  const done = [];

  const said = (word, number, what = "") => words[word].replace("{n}", number).replace("{p}", what);
  const open = () => [...all].filter(([, article]) => !article.hidden && parts(article).length).map(([number]) => number);

  // The part of the form that a line speaks of; Unread when there is none.
  function target({ number, part, row }) {
    const article = all.get(number);
    if (!article) throw new Unread("unknown");
    if (!parts(article).length) throw new Unread("fed");
    const block = parts(article)[Math.max(part - 1, 0)];
    if (!block) throw new Unread("block", part);
    const root = row ? rowsOf(block)[row - 1] : block;
    if (!root) throw new Unread("row", row);
    return { article, block, root, sample: sampleOf(block) };
  }

  // [address, text] of each box that the line fills.
  function changes(typed, found) {
    if (/^[!#]/.test(typed.rest)) return aside(typed.rest, found);
    const given = values(typed.rest);
    if (typed.row && given.length === 1 && given[0].toLowerCase() === "x" && absentOf(found.root)) {
      return [[absentOf(found.root).dataset.field, "not_applicable"]];
    }
    const root = found.sample ? rowOf(found.sample, given.shift()) : found.root;
    return filled(boxes(root), given, typed.rest);
  }

  function rowOf(sample, typed) {
    const there = [...sample.querySelectorAll("[data-rows] > tr")];
    const same = there.find((row) => row.dataset.row.toLowerCase() === typed.toLowerCase());
    if (!same && !/^[A-Za-z0-9_-]{1,32}$/.test(typed)) throw new Unread("code", typed);
    return same ?? rows.put(sample, typed);
  }

  function filled(found, given, rest) {
    const plainBoxes = found.filter((one) => one.kind !== "instead");
    const instead = found.find((one) => one.kind === "instead");
    if (instead && given.length === 1 && /^[A-Z]$/i.test(given[0])) return [[instead.cell.dataset.field, read(instead, given[0])]];
    const texts = plainBoxes.length === 1 && plainBoxes[0].kind === "text" ? [rest] : given;
    if (texts.length > plainBoxes.length) throw new Unread("many", plainBoxes.length);
    return texts.flatMap((text, at) => (text === "_" ? [] : [[plainBoxes[at].cell.dataset.field, read(plainBoxes[at], text)]]));
  }

  // `!1 reason`, `!2`, `!3`: no answer, and why; `# text`: a note.
  function aside(rest, { article, block }) {
    const head = parts(article).length > 1 ? block.dataset.head : article.dataset.item;
    if (rest[0] === "#") return [[`${block.dataset.head}/note`, rest.slice(1).trim()]];
    const state = { 1: "not_applicable", 2: "not_checked", 3: "unverifiable" }[rest[1]];
    if (!state) throw new Unread("choice", rest.slice(0, 2));
    const reason = rest.slice(2).trim();
    return [[`${head}/state`, state], ...(reason ? [[`${head}/reason`, reason]] : [])];
  }

  function take(typed, found) {
    const made = changes(typed, found).map(([path, text]) => [cellAt(path), text]);
    const before = made.map(([cell]) => [cell, standing(cell)]);
    for (const [cell, text] of made) put(cell, text);
    if (made.length) note(typed, before);
    if (found.article.hidden) problem.textContent = said("hidden", typed.number);
  }

  function note(typed, before) {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: words.undo });
    const shown = Object.assign(document.createElement("kbd"), { textContent: plain(line.value) });
    const title = Object.assign(document.createElement("span"), { className: "soft small", textContent: all.get(typed.number).querySelector("h3").textContent });
    const undo = () => {
      for (const [cell, text] of [...before].reverse()) put(cell, text);
      button.replaceWith(words.undone);
      done.splice(done.indexOf(undo), 1);
      line.focus();
    };
    button.addEventListener("click", undo);
    item.append(shown, " ", title, " ", button);
    entered.prepend(item);
    done.push(undo);
  }

  // Where Enter leads: the next row of the table, the next part, the same sample again, or the next question.
  function onward(typed, found) {
    const { number, part, row } = typed;
    if (typed.rest && found.sample) return go(`${number}${part ? `/${part}` : ""} `);
    if (row && rowsOf(found.block)[row]) return go(`${number}${part ? `/${part}` : ""}.${row + 1} `);
    if (parts(found.article)[Math.max(part, 1)]) return go(`${number}/${Math.max(part, 1) + 1} `);
    return step(number, 1);
  }

  function step(number, by) {
    const numbers = open();
    const next = by > 0 ? numbers.find((one) => one > number) : numbers.findLast((one) => one < number);
    if (next === undefined) problem.textContent = words.end;
    go(next === undefined ? "" : `${next} `);
  }

  function go(text) {
    line.value = text;
    show();
  }

  function show() {
    const typed = takenApart(line.value);
    const found = typed && all.has(typed.number) ? all.get(typed.number) : null;
    asked.replaceChildren(...(found ? described(typed, found) : []));
    document.querySelectorAll(".question.current").forEach((one) => one.classList.remove("current"));
    found?.classList.add("current");
    found?.scrollIntoView({ block: "start" });
  }

  function described(typed, article) {
    const title = Object.assign(document.createElement("strong"), { textContent: `${typed.number}. ${article.querySelector("h3").textContent}` });
    const block = parts(article)[Math.max(typed.part - 1, 0)];
    if (!block) return [title];
    const sample = sampleOf(block);
    const root = sample ? sample.querySelector("template").content : rowsOf(block)[Math.max(typed.row - 1, 0)] ?? block;
    const lines = boxes(root).map((one) => Object.assign(document.createElement("span"), { textContent: help(one) }));
    if (sample) lines.unshift(words.code_first);
    return [title, ...lines];
  }

  const help = ({ kind, choices, label, unit }) => {
    const offered = choices.map(([, name], at) => `${letter(at)} ${name}`).join("　");
    return kind.startsWith("choice") || kind === "instead" ? offered : [label.replace("__row__：", ""), unit, offered].filter(Boolean).join("　");
  };

  function enter() {
    problem.textContent = "";
    if (plain(line.value).toLowerCase() === "u") { done.at(-1)?.(); return go(""); }
    const typed = takenApart(line.value);
    try {
      if (!typed) throw new Unread("unknown");
      const found = target(typed);
      if (typed.rest) take(typed, found);
      return onward(typed, found);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      problem.textContent = said(error.word, typed?.number ?? plain(line.value), error.what);
      return undefined;
    }
  }

  const KEYS = {
    Enter: enter,
    ArrowUp: () => step(takenApart(line.value)?.number ?? Infinity, -1),
    ArrowDown: () => step(takenApart(line.value)?.number ?? 0, 1),
    Escape: () => { problem.textContent = ""; go(""); },
  };
  line.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.key in KEYS)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  line.addEventListener("input", show);
  line.focus();
}

// Signed on this device and on its way: what was signed stays as it was signed.
async function closeWhenSigned() {
  const form = document.getElementById("form");
  const intent = await intentOf(form.getAttribute("action"));
  if (!intent || intent.blocked) return;
  const { signed } = JSON.parse(place.dataset.words);
  const time = new Date(intent.signed_at / 1000).toTimeString().slice(0, 5);
  document.getElementById("quick-problem").textContent = signed.replace("{name}", intent.signed_as).replace("{t}", time);
  document.getElementById("quick-line").disabled = true;
  form.querySelector("fieldset").disabled = true;
}

if (inspectionForm && place) {
  begin(inspectionForm);
  closeWhenSigned();
}
