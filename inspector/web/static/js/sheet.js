// What the form shows of its results: badges, trouble, progress, score; as the server says or as the device judged.

const MILLION = 1_000_000n;

export function makeSheet(form, cellAt) {
  const itemAt = (id) => document.getElementById(`q-${id}`);
  const part = (item, name) => item.querySelector(`[data-${name}]`);

  function show(id, told) {
    const item = itemAt(id);
    if (!item) return;
    item.hidden = told.hidden;
    part(item, "badge").innerHTML = told.badge;
    if (told.trouble !== null) part(item, "trouble").textContent = told.trouble;
    if (told.note) item.querySelectorAll("details.note").forEach((one) => { one.open = true; });
  }

  function showSums(progress, score) {
    for (const [section, text] of Object.entries(progress)) {
      document.querySelectorAll(`[data-progress="${section}"]`).forEach((one) => { one.textContent = text; });
    }
    document.getElementById("score").textContent = score;
  }

  function showAnswer(answer) {
    for (const [id, told] of Object.entries(answer.items)) show(id, told);
    showSums(answer.progress, answer.score);
  }

  const stateOf = (item) => part(item, "badge").querySelector(".badge")?.classList.item(1);

  // Whether the form shows an item otherwise than the device judges it.
  function differs(id, { state, hidden }) {
    const item = itemAt(id);
    return Boolean(item) && state !== null && (stateOf(item) !== state || item.hidden !== hidden);
  }

  function showJudged(definition, judged, ids) {
    for (const id of ids) {
      const { state, hidden, trouble, note } = judged.items[id];
      if (state === null) continue;
      const badge = document.createElement("span");
      badge.className = `badge ${state}`;
      badge.textContent = definition.words.states[state];
      show(id, { hidden, note, badge: badge.outerHTML, trouble: inWords(definition, trouble) });
    }
    const progress = Object.entries(judged.progress).map(([section, [done, whole]]) => [section, `${done}/${whole}`]);
    showSums(Object.fromEntries(progress), scoreOf(definition, judged));
  }

  function showConflicts(conflicts) {
    for (const old of form.querySelectorAll("[data-conflict]")) {
      if (!(old.dataset.conflict in conflicts)) old.remove();
    }
    for (const [path, html] of Object.entries(conflicts)) {
      const cell = cellAt(path);
      if (!cell) continue;
      cell.querySelector("[data-conflict]")?.remove();
      cell.insertAdjacentHTML("beforeend", html);
    }
  }

  return { showAnswer, showConflicts, showJudged, differs };
}

// Null leaves what stands there: how many units below are open only the server knows.
export function inWords({ words, labels }, code) {
  const [kind, name] = code.split(":");
  if (kind === "below") return null;
  const label = { fact: labels.facts, setting: labels.settings }[kind]?.[name] ?? "";
  return kind ? words.trouble[kind].replace("{label}", label) : "";
}

function scoreOf({ words, scheme }, { items, score }) {
  if (scheme.mode !== "lines") return words.score.replace("{points}", points(score));
  const states = Object.values(items).map((one) => one.state);
  const counted = states.filter((state) => ["pass", "partial", "fail", "unverifiable", "not_checked"].includes(state));
  const met = states.filter((state) => state === "pass").length;
  return words.score.replace("{met}", met).replace("{all}", counted.length);
}

// In points with two decimals, half up; an interval while something is open.
function points({ low, high }) {
  if (low === null || high === null) return "—";
  const [first, last] = [low, high].map((end) => {
    const cents = (BigInt(end) * 200n + MILLION) / (2n * MILLION);
    return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
  });
  return first === last ? first : `${first}–${last}`;
}
