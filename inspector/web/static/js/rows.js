// Rows of a sample: added with a drawn code, taken away with everything in them.

export function makeRows(form, words, page) {
  function add(sample) {
    const code = sample.querySelector("[data-code]");
    const rows = sample.querySelector("[data-rows]");
    const text = code.value.trim() || nextCode(rows);
    const taken = [...rows.children].some((row) => row.dataset.row === text);
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(text) || taken) {
      window.toast(words.row, "error");
      return;
    }
    const holder = document.createElement("tbody");
    holder.innerHTML = sample.querySelector("template").innerHTML.replaceAll("__row__", text);
    const row = holder.firstElementChild;
    rows.append(row);
    row.querySelectorAll("[data-field]").forEach(page.appeared);
    row.querySelector("input, textarea")?.focus();
    code.value = "";
  }

  function nextCode(rows) {
    for (let number = 1; ; number += 1) {
      const text = `K${String(number).padStart(2, "0")}`;
      if (![...rows.children].some((row) => row.dataset.row === text)) return text;
    }
  }

  function remove(row) {
    row.querySelectorAll("[data-field]").forEach(page.gone);
    row.remove();
  }

  // A row that was added before a reload and whose entries have not been sent yet.
  function revive(path) {
    const [head, code] = path.split("/");
    const sample = form.querySelector(`[data-sample="${CSS.escape(head)}"]`);
    if (!sample) return null;
    sample.querySelector("[data-code]").value = code;
    add(sample);
    return page.cellAt(path);
  }

  return { add, remove, revive };
}
