// Photos and documents: sent at once when chosen; captions and removals are entries like any other.

import { inspectionForm } from "./form.js";

if (inspectionForm) start(document.getElementById("form"), inspectionForm);

function start(form, { words, outbox }) {

  async function upload(input, file) {
    const slot = input.closest("[data-request]");
    const [item, request] = slot.dataset.request.split("/");
    const body = new FormData();
    body.append("item", item);
    body.append("request", request);
    body.append("file", file);
    let reply;
    try {
      reply = await fetch(`${form.getAttribute("action")}/evidence`, {
        method: "POST", body, headers: { accept: "application/json" }, redirect: "manual",
      });
    } catch { return words.upload; }
    if (!reply.headers.get("inspector-answer")) {
      const told = await reply.json().catch(() => null);
      return told?.error?.message || (reply.status === 413 ? words.large : words.upload);
    }
    const answer = await reply.json();
    slot.querySelector("[data-pieces]").insertAdjacentHTML("beforeend", answer.piece);
    return "";
  }

  form.addEventListener("change", async (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    const problem = input.closest("[data-request]").querySelector("[data-problem]");
    const state = document.getElementById("save-state");
    const before = [state.dataset.state, state.textContent];
    input.disabled = true;
    problem.textContent = "";
    [state.dataset.state, state.textContent] = ["saving", words.saving];
    for (const file of input.files) problem.textContent = (await upload(input, file)) || problem.textContent;
    input.value = "";
    input.disabled = false;
    [state.dataset.state, state.textContent] = before;
    outbox.show();
  });

  form.addEventListener("change", (event) => {
    if (!("caption" in event.target.dataset)) return;
    const cell = event.target.closest("[data-field]");
    outbox.add(cell.dataset.field, cell.dataset.base || null, JSON.stringify({ caption: event.target.value }));
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-piece]");
    if (!button) return;
    const cell = button.closest("[data-field]");
    outbox.add(cell.dataset.field, cell.dataset.base || null, "");
    cell.remove();
  });
}
