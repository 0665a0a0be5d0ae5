// Rows of a sample: added with a drawn code, taken away with everything in them.

export function makeRows(form, words, page) {
  function add(sample) {
    const code = sample.querySelector("[data-code]");
    const text = code.value.trim() || nextCode(sample.querySelector("[data-rows]"));
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(text) || at(sample, text)) {
      window.toast(words.row, "error");
      return;
    }
    put(sample, text).querySelector("input, textarea")?.focus();
    code.value = "";
  }

  const at = (sample, code) => [...sample.querySelector("[data-rows]").children].find((row) => row.dataset.row === code);

  // The row of a code, made when it is not there.
  function put(sample, code) {
    const there = at(sample, code);
    if (there) return there;
    const holder = document.createElement("tbody");
    holder.innerHTML = sample.querySelector("template").innerHTML.replaceAll("__row__", code);
    const row = holder.firstElementChild;
    sample.querySelector("[data-rows]").append(row);
    row.querySelectorAll("[data-field]").forEach(page.appeared);
    return row;
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
    put(sample, code);
    return page.cellAt(path);
  }

  return { add, put, remove, revive };
}
