// What waits on this device, by person, and saving it as a file that only the server can read. Nothing is deleted.
import { deviceId } from "./device.js";
import { who } from "./pages.js";
import { house, startSending, stored, waits } from "./queue.js";
import { sealed } from "./rescue_file.js";
import { all, change, get } from "./store.js";

const MOST = 60_000_000; // bytes of photos in one file

const panel = document.getElementById("rescue");
const words = JSON.parse(panel.dataset.words);
const part = (name) => panel.querySelector(`[data-${name}]`);
const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const language = document.documentElement.lang;

// On a page that is nobody's, whoever was here last.
const me = document.documentElement.dataset.account ?? ((await who().catch(() => null))?.user || "");

async function waiting() {
  await house();
  const files = (await all("files")).filter((one) => !one.removed);
  return { operations: (await stored()).filter(waits), files, intents: await all("intents") };
}

// From now on the server may know them: an entry is not changed any more, a file not silently dropped.
async function taken(mine) {
  const { operations, files, intents } = await waiting();
  const wanted = (one) => !mine || one.user === me;
  const marked = await startSending(operations.filter(wanted));
  const announced = await announce(files.filter(wanted)).catch(() => files.filter(wanted)); // no room for the mark
  return { operations: marked, files: announced, intents: intents.filter(wanted) };
}

function announce(files) {
  return change(["files"], async ({ store }) => {
    const found = [];
    for (const { id } of files) {
      const one = await store.get(id);
      if (one) await store.put({ ...one, announced: true });
      if (one) found.push(one);
    }
    return found;
  });
}

const entry = ({ user, form, id, inspection, field, base, raw, device, seq, device_time }) =>
  ({ user, form, id, inspection, field, base, raw, device, seq, device_time });
const about = ({ user, form, id, item, request, name, sha256, size, caption, place, device }) =>
  ({ user, form, id, item, request, name, sha256, size, caption, place, device });

// Photos are many bytes: the first file has all entries, further ones what does not fit into it.
function divided(files) {
  const loads = [[]];
  let size = 0;
  for (const file of files) {
    if (size && size + file.size > MOST) { loads.push([]); size = 0; }
    loads.at(-1).push(file);
    size += file.size;
  }
  return loads;
}

async function save(mine) {
  const { operations, files, intents } = await taken(mine);
  const device = await deviceId();
  const server = { key: panel.dataset.key, id: panel.dataset.keyId };
  const loads = divided(files);
  const day = new Date().toLocaleDateString("sv"); // 2025-06-30
  const links = [];
  for (const [place, load] of loads.entries()) {
    const entries = place ? [] : operations;
    const said = { operations: entries.map(entry), files: load.map(about), intents: place ? [] : intents.map(({ user, form }) => ({ user, form })) };
    const told = { device, count: entries.length + load.length, time: Date.now() };
    const file = await sealed(server, told, said, load.map((one) => one.bytes));
    const number = loads.length > 1 ? `-${place + 1}` : "";
    links.push(link(`inspector-rescue-${day}-${device}${number}.bin`, file));
  }
  return links;
}

function link(name, file) {
  const made = document.createElement("a");
  made.href = URL.createObjectURL(file);
  made.download = name;
  made.textContent = name;
  return made;
}

async function pressed(mine) {
  for (const button of panel.querySelectorAll("button")) button.disabled = true;
  part("told").textContent = words.busy;
  try {
    const links = await save(mine);
    part("told").textContent = links.length > 1 ? words.several : words.saved;
    part("files").replaceChildren(...links.map((one) => {
      const line = document.createElement("li");
      line.append(one);
      return line;
    }));
    if (links.length === 1) links[0].click();
  } catch (error) {
    part("told").textContent = `${words.failed} (${error?.name ?? "Error"})`;
  }
  for (const button of panel.querySelectorAll("button")) button.disabled = false;
}

function grouped(list, key) {
  const groups = new Map();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

const counted = (list) => filled(words.count, {
  entries: list.filter((one) => "raw" in one).length, files: list.filter((one) => "bytes" in one).length,
});
const began = (list) => new Date(Math.min(...list.map((one) => (one.device_time ? one.device_time / 1000 : one.created ?? Date.now()))))
  .toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });

async function titleOf(form) {
  return (await get("prepared", [me, form]).catch(() => null))?.title ?? words.form;
}

async function show() {
  const { operations, files } = await waiting();
  const here = [...operations, ...files];
  const own = here.filter((one) => one.user === me);
  const others = grouped(here.filter((one) => one.user !== me), (one) => one.user);
  const pattern = part("own").querySelector("template");
  const lines = [...grouped(own, (one) => one.form)].map(async ([form, list]) => {
    const line = pattern.content.cloneNode(true);
    line.querySelector("a").href = form;
    line.querySelector("a").textContent = await titleOf(form);
    line.querySelector("span").textContent = `${counted(list)} · ${filled(words.since, { time: began(list) })}`;
    return line;
  });
  part("own").replaceChildren(pattern, ...(await Promise.all(lines)));
  part("own").hidden = !own.length;
  part("others").replaceChildren(...[...others.values()].map((list) => {
    const line = document.createElement("li");
    line.textContent = filled(words.other, { count: counted(list) });
    return line;
  }));
  part("nothing").hidden = here.length > 0;
  part("mine").hidden = !own.length || !others.size;
  part("everything").hidden = !here.length;
}

part("mine").addEventListener("click", () => pressed(true));
part("everything").addEventListener("click", () => pressed(false));
const able = Boolean(globalThis.crypto?.subtle);
part("unable").hidden = able;
part("able").hidden = !able;
show().catch(() => { part("unreadable").hidden = false; });
