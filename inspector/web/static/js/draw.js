// The sample of a question drawn on the device, from the roster that came with the page: no signal is needed.
// The draw is an entry like any other; its codes become rows.

import { inspectionForm } from "./form.js";
import { draw, drawAgain, goodSeed, toText } from "./roster_draw.js";

const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function begin(box) {
  const words = JSON.parse(box.dataset.words);
  const value = box.querySelector("input[type=hidden]");
  const sample = box.closest("[data-sample]");
  const frame = box.dataset.frame.split(" ").filter(Boolean);
  const input = (name) => box.querySelector(`[data-${name}]`);
  let codes = new Set();

  function show() {
    const drawn = value.value ? JSON.parse(value.value) : null;
    input("drawn").textContent = drawn
      ? filled(words.drawn, { count: drawn.codes.length, all: drawn.frame.length, seed: drawn.seed, codes: drawn.codes.join(" ") })
      : "";
    if (input("again")) input("again").hidden = !drawn;
    const next = new Set(drawn ? drawn.codes : []);
    for (const code of codes) if (!next.has(code)) dropEmpty(code);
    for (const code of next) inspectionForm.rows.put(sample, code);
    codes = next;
  }

  // A row that an earlier draw made goes with it, unless something stands in it.
  function dropEmpty(code) {
    const row = [...sample.querySelectorAll("[data-row]")].find((one) => one.dataset.row === code);
    const inputs = row ? [...row.querySelectorAll("input, textarea")] : [];
    if (!inputs.some((one) => (["radio", "checkbox"].includes(one.type) ? one.checked : one.value))) row?.remove();
  }

  function trouble(count, seed, reason) {
    const least = Number(box.dataset.least);
    if (!goodSeed(seed)) return words.seed;
    if (!/^[0-9]+$/.test(input("count").value.trim()) || count < least || count > frame.length) {
      return filled(words.count, { least, all: frame.length });
    }
    return value.value && !reason ? words.reason : "";
  }

  function drawNow() {
    const [seed, reason] = [input("seed").value.trim(), input("reason").value.trim()];
    const count = Number(input("count").value);
    const wrong = trouble(count, seed, reason);
    input("problem").textContent = wrong;
    if (wrong) return;
    const made = draw(seed, box.dataset.of, frame, count);
    value.value = toText(value.value ? drawAgain(value.value, reason, made) : made);
    value.dispatchEvent(new Event("change", { bubbles: true }));
    input("reason").value = "";
    show();
  }

  box.addEventListener("written", show);
  box.querySelector("[data-draw-now]")?.addEventListener("click", drawNow);
  const controls = box.querySelector("details");
  if (controls) {
    controls.hidden = false;
    input("seed").value ||= today();
  }
  show();
}

if (inspectionForm) document.querySelectorAll("[data-draw]").forEach(begin);
