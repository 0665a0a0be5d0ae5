// One typed line such as `14/2.3 120 5` taken apart, and each value read for the box it is meant for.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const letter = (place) => LETTERS[place] || "";

// A line that cannot be taken; `word` names the message, `what` is the text in it.
export class Unread extends Error {
  constructor(word, what = "") { super(word); Object.assign(this, { word, what }); }
}

// Chinese input methods leave full-width digits, letters and signs behind.
export const plain = (text) => text.normalize("NFKC").replaceAll("。", ".").trim();

// `part` and `row` count from 1, 0 where none is named.
export function takenApart(text) {
  const found = /^(\d{1,4})(?:\/(\d{1,2}))?(?:\.(\d{1,3}))?(?:\s+|(?=[!#])|$)(.*)$/s.exec(plain(text));
  if (!found) return null;
  const [number, part, row] = found.slice(1, 4).map((one) => Number(one || 0));
  return { number, part, row, rest: found[4].trim() };
}

export const values = (rest) => [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map((one) => one[1] ?? one[2]);

// What a box is given for a typed value. `box`: { kind, choices: [value, label][] } as quick_form.js finds it.
export function read(box, text) {
  const picked = chosen(box, text);
  if (picked !== null) return picked;
  if (box.kind === "choice" || box.kind === "choices") throw new Unread("choice", text);
  if (box.kind === "date") return date(text);
  if (box.kind === "number" && !/^-?[\d.,]+%?$/.test(text)) throw new Unread("number", text);
  return text;
}

function chosen({ kind, choices }, text) {
  const upper = text.toUpperCase();
  const at = (one) => choices[LETTERS.indexOf(one)]?.[0];
  const several = [...upper.replace(/[,、]/g, "")].map(at);
  if (kind === "choices") return several.every(Boolean) ? choices.map(([value]) => value).filter((one) => several.includes(one)).join(",") : null;
  const said = { Y: "yes", N: "no" }[upper];
  if (said && choices.some(([value]) => value === said)) return said;
  return upper.length === 1 && at(upper) ? at(upper) : null;
}

function date(text) {
  const found = /^(\d{4})(?:(\d{2})(\d{2})|[-./年](\d{1,2})[-./月](\d{1,2})日?)$/.exec(text);
  const [year, month, day] = found ? [found[1], found[2] || found[4], found[3] || found[5]].map(Number) : [0, 0, 0];
  const made = new Date(Date.UTC(year, month - 1, day));
  if (!found || made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) throw new Unread("date", text);
  return made.toISOString().slice(0, 10);
}
