// A line that depends on an earlier answer (new, rebuilt, older): once that is given, only the one that binds stays.

const form = document.getElementById("form");

function show(by) {
  const now = form.querySelector(`[data-field="${CSS.escape(by)}/value"] input:checked`)?.value;
  for (const line of form.querySelectorAll(`[data-by="${CSS.escape(by)}"]`)) line.hidden = Boolean(now) && line.dataset.when !== now;
}

const showAll = () => new Set([...form.querySelectorAll("[data-by]")].map((one) => one.dataset.by)).forEach(show);

form.addEventListener("change", showAll);
form.addEventListener("written", showAll);
showAll();
