// The entries of the form this page shows: kept on the device first, then sent; the form asks what still waits.
import { uuid } from "./device.js";
import { leave, nextTurn } from "./left.js";
import { baseOf, hold, house, isAcknowledged, isNews, isRefused, keep, stored, unsaved, waits } from "./queue.js";
import { holdRoom } from "./room.js";
import { listen, lookAgain, serve, troubled, wake, written } from "./sender.js";
import { sentence, words } from "./waiting.js";

export function makeOutbox(form, _words, page) {
  const { inspection, user } = form.dataset;
  const path = form.getAttribute("action");
  const state = document.getElementById("save-state");
  const entries = new Map(); // waiting, by id
  const unwritten = new Map(); // not on the device yet, by id
  let writing = house().then(recall).catch((error) => console.warn(error)); // whatever is shown, typing is written

  const last = (field) => [...entries.values(), ...unwritten.values()].filter((one) => one.field === field).at(-1);

  function add(field, base, raw, apart = false) {
    const before = last(field);
    const wish = {
      id: uuid(), user, form: path, inspection, field, base: before && !apart ? before.id : base, raw, apart,
      device_time: Date.now() * 1000, turn: nextTurn(),
    };
    unwritten.set(wish.id, wish);
    leave("entry", wish); // the page may go before the store has it
    show();
    writing = writing.then(() => write(wish));
  }

  async function write(wish) {
    const kept = await keep(wish);
    unwritten.delete(wish.id);
    if (kept.id !== wish.id) rebase(wish.id, kept.id);
    entries.delete(kept.id);
    if (waits(kept)) entries.set(kept.id, kept);
    show();
    if (waits(kept)) written(kept);
  }

  // An entry that overtook another goes by the other's id.
  function rebase(id, other) {
    for (const one of unwritten.values()) {
      if (one.base !== id) continue;
      one.base = other;
      leave("entry", one);
    }
  }

  function settled(results) {
    for (const { id } of results) entries.delete(id);
    for (const one of results) if (isRefused(one)) page.refused(one.field, one.message);
  }

  function taken(answer) {
    settled(answer.results);
    if (answer.mark) {
      form.dataset.mark = answer.mark;
      const differing = answer.results.filter((one) => one.outcome === "conflict");
      page.cells(answer.cells, Object.fromEntries(differing.map((one) => [one.field, one.id])));
      page.items(answer);
      page.conflicts(answer.conflicts);
    }
    show();
  }

  function wrote(entry) {
    hold(entry);
    entries.set(entry.id, entry);
    page.kept(entry.field, entry.raw);
    show();
  }

  // What an older copy of the page does not show: entries that wait, and acknowledged ones that came after it.
  async function recall() {
    const seen = Number(form.elements.seen.value);
    for (const one of await stored([user, path])) {
      if (waits(one)) { hold(one); entries.set(one.id, one); page.kept(one.field, one.raw); }
      else if (isNews(one, seen)) page.kept(one.field, one.raw, baseOf(one));
      else if (isRefused(one)) page.refused(one.field, one.message);
    }
    show();
  }

  function show() {
    const list = [...entries.values(), ...unwritten.values()];
    if (unsaved()) return set("failed", words.unsaved);
    if (list.length && troubled().kind) return set("waiting", sentence(list, troubled()));
    if (list.length || page.isTyping()) return set("saving", words.saving);
    return set("saved", state.dataset.state === "saved" ? state.textContent : `${words.saved} ${new Date().toTimeString().slice(0, 5)}`);
  }
  function set(name, text) {
    state.dataset.state = name;
    state.textContent = text;
  }

  serve({
    path, taken, wrote,
    mark: () => form.dataset.mark,
    settled(results) {
      settled(results);
      for (const one of results) if (isAcknowledged(one)) page.based(one.field, baseOf(one));
      show();
      lookAgain(results);
    },
  });
  listen(show);
  addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  writing.then(wake);
  holdRoom().catch(() => {});
  return {
    add, show,
    send: wake,
    typing: () => { if (!troubled().kind && !unsaved()) set("saving", words.saving); },
    waits: (field) => Boolean(last(field)),
    idle: () => !entries.size && !unwritten.size,
    written: () => writing,
  };
}
