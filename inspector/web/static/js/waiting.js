// In the head of every page: how many entries wait on this device, since when and why; and signing out asks first.
import { forget, isRefused, stored, unsaved, waits } from "./queue.js";
import { purge } from "./pages.js";
import { listen, troubled, user, wake } from "./sender.js";
import { ofOthers, waiting as files, listen as listenToFiles } from "./uploads.js";

const badge = document.getElementById("waiting");
export const words = JSON.parse(badge?.dataset.words ?? "{}");

// "3 not sent yet, since 10:12: no connection"
export function sentence(list, { kind, words: told }) {
  const first = new Date(Math.min(...list.map((one) => one.device_time)) / 1000);
  const today = first.toDateString() === new Date().toDateString();
  const time = `${today ? "" : `${first.getMonth() + 1}/${first.getDate()} `}${first.toTimeString().slice(0, 5)}`;
  const counted = words.waiting.replace("{n}", list.length).replace("{t}", time);
  const why = [words[kind]?.replace("{name}", badge.dataset.name), told].filter(Boolean).join(" ");
  return why ? `${counted}: ${why}` : counted;
}

// Entries and files of this person that the server does not have yet.
async function unsent(entries) {
  const own = entries.filter((one) => one.user === user && waits(one));
  return [...own, ...(await files()).map(({ created }) => ({ device_time: created * 1000 }))];
}

async function show() {
  const all = await stored();
  const own = await unsent(all);
  const refused = all.filter((one) => one.user === user && isRefused(one));
  const others = all.filter((one) => one.user !== user && waits(one)).length + (await ofOthers()).length;
  const part = (name) => badge.querySelector(`[data-${name}]`);
  badge.hidden = !(own.length || refused.length || others || unsaved());
  badge.classList.toggle("failed", Boolean(unsaved() || refused.length));
  part("count").textContent = unsaved() ? words.short : String(own.length + refused.length || others);
  part("own").textContent = own.length ? sentence(own, troubled()) : "";
  part("unsaved").hidden = !unsaved();
  part("again").hidden = !["signed_out", "other_user"].includes(troubled().kind);
  part("keep").hidden = !own.length;
  part("others").textContent = others ? words.others.replace("{n}", others) : "";
  showRefused(part("refused"), refused);
}

// They stay until they were read.
function showRefused(list, refused) {
  const pattern = list.querySelector("template");
  list.hidden = !refused.length;
  list.replaceChildren(pattern, ...refused.map((one) => {
    const line = pattern.content.cloneNode(true);
    line.querySelector("[data-said]").textContent = one.message || words.refused;
    line.querySelector("[data-raw]").textContent = one.raw.slice(0, 200);
    line.querySelector("a").href = one.form;
    line.querySelector("button").addEventListener("click", () => forget([one.id]).then(show));
    return line;
  }));
}

const dialog = document.getElementById("leaving");
let form = null;

async function count() {
  const own = (await unsent(await stored())).length;
  dialog.querySelector("[data-left]").textContent = words.left.replace("{n}", own);
  return own;
}

async function signOut() {
  await purge(user).catch(() => {});
  form.submit();
}

async function sendFirst(button) {
  button.disabled = true;
  await wake();
  const left = await count();
  button.disabled = false;
  dialog.querySelector("[data-why]").textContent = words[troubled().kind]?.replace("{name}", badge.dataset.name) ?? "";
  if (!left) await signOut();
}

function asking() {
  document.addEventListener("submit", async (event) => {
    if (event.target.getAttribute("action") !== "/sign-out") return;
    form = event.target;
    event.preventDefault();
    if (await count()) dialog.showModal();
    else await signOut();
  });
  dialog.addEventListener("click", ({ target }) => {
    if ("sendFirst" in target.dataset) sendFirst(target);
    if ("leaveIt" in target.dataset) signOut();
    if ("stay" in target.dataset) dialog.close();
  });
}

if (badge) {
  listen(show);
  listenToFiles(show);
  asking();
  show();
  wake();
}
