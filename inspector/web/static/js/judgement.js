// The form judged on the device after every entry, without waiting for the server; what the server says then stands.

import { cellAt, read, say } from "./fields.js";
import { assess } from "./judge/engine.js";
import { listen, troubled } from "./sender.js";

export async function fetchDefinition(path) {
  const reply = await fetch(`${path}/definition`, { headers: { accept: "application/json" } }).catch(() => null);
  return reply?.ok && reply.headers.get("inspector-answer") === "definition" ? reply.json() : null;
}

export function makeJudgement(form, sheet) {
  const texts = new Map(); // canonical, by address
  const unreadable = new Map(); // what was typed and cannot be read: its problem in words
  const overruled = new Map(); // what the server sees otherwise, by item: shown again when the device's own view moves
  const here = document.getElementById("judged-here");
  const path = form.getAttribute("action");
  let definition = null;
  let own = false;
  let fresh = false;

  // What stands in a cell; resolves to its problem in words, "" without one, null while nothing can be said.
  function entered(path, raw) {
    if (!definition) return null;
    const cell = cellAt(definition, path);
    const found = cell ? read(definition, cell, raw) : "";
    const readable = typeof found === "string";
    texts.delete(path);
    unreadable.delete(path);
    if (readable && found) texts.set(path, found);
    if (!readable) unreadable.set(path, say(definition, found));
    return unreadable.get(path) ?? "";
  }

  // Everything that is entered, files too.
  function cells() {
    const pieces = [...form.querySelectorAll('[data-field*="/evidence/"]')].map((one) => [one.dataset.field, "file"]);
    return Object.fromEntries([...texts, ...pieces]);
  }

  const sign = ({ state, hidden }) => `${state} ${hidden}`;
  const judged = () => definition && assess(definition, cells());

  function mark() { here.hidden = !(own && troubled().kind); }
  listen(mark);

  function show() {
    const found = judged();
    if (!found) return;
    const ids = Object.keys(found.items).filter((id) => overruled.get(id) !== sign(found.items[id]));
    sheet.showJudged(definition, found, ids);
    own = true;
    mark();
  }

  // The server has seen everything that was entered: where it differs, its word stands. Facts may have changed since
  // this page was opened, so the definition is fetched once more.
  function agree() {
    own = false;
    mark();
    const found = judged();
    if (!found) return;
    overruled.clear();
    for (const [id, one] of Object.entries(found.items)) {
      if (sheet.differs(id, one)) overruled.set(id, sign(one));
    }
    if (!overruled.size) fresh = true;
    else if (fresh) fetchDefinition(path).then((anew) => { fresh = false; definition = anew ?? definition; agree(); });
    else console.warn("judged otherwise on the device", Object.fromEntries(overruled));
  }

  async function start(entries) {
    definition = await fetchDefinition(path);
    for (const [field, raw] of definition ? entries() : []) entered(field, raw);
  }

  return { start, entered, show, agree, cells, unreadable, definition: () => definition };
}
