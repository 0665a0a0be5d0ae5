// The page of devices: which one this is, and what waits on it before it is handed on.
import { deviceId } from "./device.js";
import { all } from "./store.js";

const { account } = document.documentElement.dataset;
const panel = document.getElementById("hand-over");
const words = JSON.parse(panel.dataset.words);
const filled = (text, count) => text.replace("{n}", count);

const id = await deviceId();
for (const badge of document.querySelectorAll(`[data-device="${id}"] [data-this]`)) badge.hidden = false;

const waiting = (await Promise.all(["operations", "files", "intents"].map((name) => all(name)))).flat();
const mine = waiting.filter((one) => String(one.user) === account).length;
const others = waiting.length - mine;
panel.querySelector("[data-mine]").textContent = mine ? filled(words.mine, mine) : words.none;
panel.querySelector("[data-others]").textContent = others ? filled(words.others, others) : "";
