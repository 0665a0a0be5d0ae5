// The page of devices: which one this is, and what waits on it before it is handed on.
import { deviceId } from "./device.js";
import { isOwn, waiting } from "./offline.js";

const panel = document.getElementById("hand-over");
const words = JSON.parse(panel.dataset.words);
const filled = (text, count) => text.replace("{n}", count);

const id = await deviceId();
for (const badge of document.querySelectorAll(`[data-device="${id}"] [data-this]`)) badge.hidden = false;

const here = await waiting();
const mine = here.filter(isOwn).length;
const others = here.length - mine;
panel.querySelector("[data-mine]").textContent = mine ? filled(words.mine, mine) : words.none;
panel.querySelector("[data-others]").textContent = others ? filled(words.others, others) : "";
