// What was typed as one canonical text, or why it cannot be taken: the twin of `checklist/fields.py`, and of
// `cell_at` and `read` in `web/operations/fields.py`. A field is as in the definition, defaults left out.

const LONGEST = 2000;
const NONE_OF_THEM = "-";
const EARLIEST = "1949-10-01";
const LATEST = "2099-12-31";
const MANUAL = ["not_applicable", "not_checked", "unverifiable"];
const YES_NO = { yes: {}, no: {} };
// What the server takes for a blank; it differs from \s.
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const EDGES = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");
const DAY = new RegExp(`^([0-9]{4})${BLANK}*[-/.年]${BLANK}*([0-9]{1,2})${BLANK}*[-/.月]${BLANK}*([0-9]{1,2})${BLANK}*日?$`);
const GROUPED = /^-?[0-9]{1,3}([, ])[0-9]{3}(\1[0-9]{3})*(\.[0-9]+)?$/;
const NUMBER = /^-?[0-9]{1,15}(\.[0-9]{1,6})?$/;
const OTHERS = { title: "text", number: "text", date: "date" };
const PATH = /^([a-z][a-z0-9_]*)(?:@([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?))?(?:\/((?!(?:evidence|note|reason|state)\/)[A-Za-z0-9_-]+))?\/(?:evidence\/([A-Za-z0-9_-]+)|((?!evidence$)[a-z][a-z0-9_]*))$/;

const strip = (text) => text.replace(EDGES, "");
const normalise = (raw) => strip(raw.normalize("NFKC"));
const beginning = (text) => [...text].slice(0, 40).join("");
const problem = (message, params = {}) => ({ message, params });
const has = (found, key) => Object.hasOwn(found ?? {}, key);

// A canonical text, or {message, params}: an id of definition.words.problems with its figures.
export function parse(asked, raw, part = "", units = {}) {
  const text = strip(raw);
  const length = [...text].length;
  if (length > LONGEST) return problem("Too long: {length} characters, at most {most}.", { length, most: LONGEST });
  if (!text || has(asked.or, text)) return text;
  const type = asked.type === "document" ? OTHERS[part || "title"] : asked.type;
  return PARSERS[type](asked, text, units);
}

const PARSERS = { select_one: one, select_multiple: many, integer: number, decimal: number, date, text: prose };

function prose(_asked, text) {
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").normalize("NFC");
}

function number(asked, text, units) {
  const sign = units[asked.unit] ?? asked.unit;
  let plain = normalise(text);
  if (has(units, asked.unit) && plain.endsWith(sign)) plain = plain.slice(0, -sign.length);
  plain = plain.replace(new RegExp(`${BLANK}+$`), "");
  if (GROUPED.test(plain)) plain = plain.replace(/[, ]/g, "");
  if (plain.includes("万")) return problem("Write the number out in {unit}, not in ten thousands (万).", { unit: sign ?? "" });
  if (!NUMBER.test(plain)) return problem("'{text}' is not a number.", { text: beginning(text) });
  if (asked.type === "integer" && plain.includes(".")) return problem("'{text}' is not a whole number.", { text: beginning(text) });
  return written(asked, plain);
}

function written(asked, plain) {
  const value = micro(plain);
  const [low, high] = asked.plausible?.split("..") ?? [];
  if (asked.plausible && (value < micro(low) || value > micro(high))) {
    return problem("Hardly possible: expected {low} to {high}.", { low, high });
  }
  if (value < 0n && !asked.plausible) return problem("Must not be negative.");
  const [whole, rest = ""] = plain.replace("-", "").split(".");
  const decimals = rest.replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${BigInt(whole)}${decimals ? `.${decimals}` : ""}`;
}

// A decimal text in units of 10^-18: finer than anything that can be typed or asked for.
function micro(text) {
  const [whole, rest = ""] = text.split(".");
  return BigInt(whole + rest.padEnd(18, "0"));
}

function date(_asked, text) {
  const found = DAY.exec(normalise(text));
  const day = found && isoDay(...found.slice(1).map(Number));
  if (!day) return problem("'{text}' is not a date; write it like 2025-06-30.", { text: beginning(text) });
  if (day < EARLIEST || day > LATEST) return problem("Hardly possible: the year {year}.", { year: Number(day.slice(0, 4)) });
  return day;
}

function isoDay(year, month, day) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (!year || !days || day < 1 || day > days) return "";
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

function one(asked, text) {
  const options = asked.choices ?? YES_NO;
  return has(options, text) ? text : problem("'{text}' is not one of the choices.", { text: beginning(text) });
}

function many(asked, text) {
  const picked = new Set(text.split(",").map(strip));
  picked.delete("");
  if (picked.size === 1 && picked.has(NONE_OF_THEM)) return NONE_OF_THEM;
  const unknown = [...picked].filter((key) => !has(asked.choices, key)).sort(byCodePoint);
  if (unknown.length) return problem("'{text}' is not one of the choices.", { text: beginning(unknown[0]) });
  return Object.keys(asked.choices).filter((key) => picked.has(key)).join(",");
}

// Plain comparison goes by halves of characters, the server's by whole ones.
function byCodePoint(a, b) {
  const points = (text) => [...text].map((sign) => sign.codePointAt(0).toString(16).padStart(6, "0")).join("");
  return points(a) < points(b) ? -1 : 1;
}

// The place of the form at an address: {kind, item, field, part}, or null where this form has none.
export function cellAt(definition, path) {
  const found = path.length <= 200 && PATH.exec(path);
  const item = found && definition.items.find((other) => other.id === found[1]);
  if (!item || item.rolls_up) return null;
  const [, , occurrence = "", row = "", piece = "", column = ""] = found;
  if (occurrence && !item.times?.some((time) => time.key === occurrence)) return null;
  if (piece) return row ? null : { kind: "evidence", item };
  if (column === "reason" || column === "note") return row ? null : { kind: column, item };
  if (row && !has(item.ask.rows, row) && !(item.ask.sample && row.length <= 32)) return null;
  if (column === "state") return { kind: row || definition.level === "self" ? "row_state" : "state", item };
  if (!row && (item.ask.rows || item.ask.sample)) return null;
  return answerAt(item, column);
}

function answerAt(item, column) {
  const fields = item.ask.columns ?? (item.ask.type ? { value: item.ask } : {});
  if (has(fields, column)) return { kind: "answer", item, field: fields[column], part: "" };
  const at = column.lastIndexOf("_");
  const [stem, part] = [column.slice(0, at), column.slice(at + 1)];
  const document = has(OTHERS, part) && has(fields, stem) && fields[stem].type === "document";
  return document ? { kind: "answer", item, field: fields[stem], part } : null;
}

// The canonical text of what was typed there, or {message, params}.
export function read(definition, cell, raw) {
  if (cell.kind === "answer") return parse(cell.field, raw, cell.part, definition.words.units);
  if (cell.kind === "reason" || cell.kind === "note") return parse({ type: "text" }, raw);
  if (cell.kind === "evidence") return raw;
  const allowed = cell.kind === "state" ? MANUAL : MANUAL.slice(0, 1);
  return !raw || allowed.includes(raw) ? raw : problem("'{text}' is not one of the choices.", { text: beginning(raw) });
}

// A field's problem in the reader's language.
export function say(definition, { message, params }) {
  const words = definition.words.problems[message] ?? message;
  return words.replace(/\{(\w+)\}/g, (_whole, name) => String(params[name] ?? ""));
}
