// The page of devices: which one this is, and what waits on it before it is handed on.
import { deviceId } from "./device.js";
import { waiting } from "./forgetting.js";

const panel = document.getElementById("hand-over");
const words = JSON.parse(panel.dataset.words);
const filled = (text, count) => text.replace("{n}", count);

const id = await deviceId();
for (const badge of document.querySelectorAll(`[data-device="${id}"] [data-this]`)) badge.hidden = false;

const { own, others } = await waiting(document.documentElement.dataset.account);
panel.querySelector("[data-mine]").textContent = own ? filled(words.mine, own) : words.none;
panel.querySelector("[data-others]").textContent = others ? filled(words.others, others) : "";
