// One press that answers: taking one of two entries, or what the unit says of itself.

export function makeBeside(form, outbox, rows, { cellAt, inputs, read, put, settled }) {
  // The chosen text becomes the answer, and one entry says so for each of the others: nothing stays open.
  function settle(button, cell) {
    const { raw, head, leaves } = button.dataset;
    const path = cell.dataset.field;
    const own = button.value.split("|")[1];
    if (own !== head) outbox.add(path, head, raw, true);
    for (const leaf of leaves.split(" ")) if (leaf !== own) outbox.add(path, leaf, raw, true);
    cell.querySelector("[data-conflict]").remove();
    settled(cell, raw);
  }

  // Beside the self-evaluation: what the unit says becomes the team's answer to the whole question.
  function adopt(button) {
    const wanted = JSON.parse(button.dataset.adopt);
    for (const path of Object.keys(wanted)) if (!cellAt(path)) rows.revive(path);
    for (const cell of button.closest("[data-item]").querySelectorAll("[data-field]")) {
      const path = cell.dataset.field;
      if (path in wanted) put(cell, wanted[path]);
      else if (!/\/evidence\/|\/(note|draw)$/.test(path)) put(cell, "");
    }
  }

  function notProven(button) {
    put(cellAt(`${button.value}/state`), "unverifiable");
    const reason = cellAt(`${button.value}/reason`);
    if (!read(reason)) put(reason, button.dataset.unproven);
    inputs(reason)[0].focus();
  }

  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-correct]");
    if (!link) return;
    event.preventDefault();
    link.closest("[data-item]").querySelector(".occurrence input, .occurrence textarea")?.focus();
  });

  return { settle, adopt, notProven };
}
