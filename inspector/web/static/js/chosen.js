// Files as they are chosen, at whichever place of a page: made ready one after the other, and said beside the input.

// Places are elements with an input and a [data-problem]; `take(place, file)` resolves to words when it cannot be taken.
// Returns how many are not through yet, and a promise of whether all of those were taken.
export function takeChosen(root, places, words, take) {
  let atWork = 0;
  let turn = Promise.resolve(true); // what is chosen meanwhile comes after

  function say(place, text, working = false) {
    const line = place.querySelector("[data-problem]");
    line.textContent = text;
    line.classList.toggle("error", !working);
    line.classList.toggle("soft", working);
  }

  async function takeAll(place, files) {
    say(place, words.working, true);
    const told = [];
    for (const file of files) {
      told.push(await take(place, file).catch((error) => error.message));
      atWork -= 1;
    }
    const problems = [...new Set(told.filter(Boolean))];
    say(place, problems.join(" "));
    return !problems.length;
  }

  const taken = () => (atWork ? turn : Promise.resolve(true));
  function takeFrom(input) {
    const place = input.closest(places);
    const before = taken();
    const files = [...input.files];
    input.value = ""; // at once: later it would empty the list of what is chosen next
    atWork += files.length;
    say(place, words.working, true);
    turn = before.then(async (well) => (await takeAll(place, files)) && well);
  }

  root.addEventListener("change", ({ target }) => { if (target.type === "file") takeFrom(target); });
  const inputs = [...root.querySelectorAll(`${places} [type=file]`)];
  inputs.filter((input) => input.files.length).forEach(takeFrom); // before this script ran
  return { atWork: () => atWork, taken };
}
