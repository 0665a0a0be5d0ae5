// The page for "not on this device": what of the last person's forms is.
import { keptRelease, who } from "./pages.js";
import { all } from "./store.js";

const list = document.getElementById("taken");
const { user } = (await who()) || {};
const records = user ? (await all("prepared")).filter((one) => one.user === user) : [];
for (const { form, title, time } of records) {
  if (!(await keptRelease(form))) continue;
  const line = list.querySelector("template").content.cloneNode(true);
  line.querySelector("a").href = form;
  line.querySelector("a").textContent = title;
  line.querySelector("[data-time]").textContent = new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  list.append(line);
}
const some = list.children.length > 1;
list.hidden = !some;
document.getElementById("nothing-taken").hidden = some;
document.getElementById("again").addEventListener("click", () => location.reload());
