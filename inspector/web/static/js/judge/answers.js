// From the cells of one occurrence to the typed answer a judge form is given; mirrors inspector/scoring/answers.py.

import { splitLast } from "./cells.js";
import { dayOf, entriesOf, readField, readLine } from "./values.js";

const DOCUMENT_PARTS = ["title", "number", "date"];
const ROW_STATE = "state";

// The question made ready: its fields by column, its rows with their lines, the addresses of its table.
export function readAsk(model, amounts) {
  const columns = entriesOf(model.columns);
  const single = !columns.size && model.type && model.type !== "roll_up";
  const fields = single
    ? new Map([["value", readField({ ...model, at_least: undefined, at_most: undefined }, amounts)]])
    : new Map([...columns].map(([name, field]) => [name, readField(field, amounts)]));
  const rows = entriesOf(model.rows);
  const first = fields.values().next().value;
  const picks = !rows.size && first?.type === "select_multiple";
  const table = [...(rows.size ? rows.keys() : [""])].map((row) =>
    [row, [...fields].map(([column, field]) => [row ? `${row}/${column}` : column, column, field])]);
  return {
    type: model.type ?? "",
    unit: model.unit ?? "",
    fields,
    table,
    places: new Set(table.flatMap(([, cells]) => cells.map(([path]) => path))),
    alone: Boolean(single && !rows.size && !model.sample),
    sample: model.sample ?? null,
    labels: [...(picks ? first.choices : rows).keys()],
    choices: first?.options ?? new Map(),
    atLeast: new Map([...rows].map(([key, row]) => [key, readLine(row.at_least, amounts)])),
    atMost: new Map([...rows].map(([key, row]) => [key, readLine(row.at_most, amounts)])),
    zeroColumns: [...fields].filter(([, field]) => field.zero).map(([name]) => name),
  };
}

export function answered(ask, rest) {
  const note = rest.get("note") ?? "";
  if (ask.alone && rest.has("value")) {
    const value = ask.fields.get("value").typed(rest.get("value"));
    return { rows: new Map([["", new Map([["value", value]])]]), absent: new Set(), note };
  }
  const rows = new Map();
  const others = ask.sample ? drawn(ask, rest, rows) : placed(ask, rest, rows);
  return { rows, absent: others.length ? putTogether(ask, rest, others, rows) : new Set(), note };
}

function placed(ask, rest, rows) {
  for (const [key, cells] of ask.table) {
    const row = new Map();
    for (const [path, column, field] of cells) if (rest.has(path)) row.set(column, field.typed(rest.get(path)));
    if (row.size || key) rows.set(key, row);
  }
  return [...rest.keys()].sort().filter((path) => !ask.places.has(path));
}

// The rows of a sample in the order of their codes; what names none of its columns is given back.
function drawn(ask, rest, rows) {
  const others = [];
  for (const path of [...rest.keys()].sort()) {
    const [row, column] = splitLast(path, "/");
    if (ask.fields.has(column)) enter(rows, row, column, ask.fields.get(column).typed(rest.get(path)));
    else others.push(path);
  }
  return others;
}

function enter(rows, row, column, value) {
  if (!rows.has(row)) rows.set(row, new Map());
  rows.get(row).set(column, value);
}

// Documents put together of their parts, and the rows that were said to be absent, taken out.
function putTogether(ask, rest, paths, rows) {
  const absent = new Set();
  const documents = new Map();
  for (const path of paths) {
    const [row, column] = splitLast(path, "/");
    const stem = stemOf(ask.fields, column);
    if (column === ROW_STATE && row && rest.get(path) === "not_applicable") absent.add(row);
    else if (stem) {
      const key = `${row}/${stem[0]}`;
      if (!documents.has(key)) documents.set(key, { row, column: stem[0], parts: new Map() });
      documents.get(key).parts.set(stem[1], rest.get(path));
    }
  }
  for (const { row, column, parts } of documents.values()) {
    if (rows.get(row)?.has(column)) continue;
    const value = documentOf(ask.fields.get(column), parts);
    if (value) enter(rows, row, column, value);
  }
  for (const row of absent) rows.delete(row);
  return absent;
}

function stemOf(fields, column) {
  const [stem, part] = splitLast(column, "_");
  return DOCUMENT_PARTS.includes(part) && fields.get(stem)?.type === "document" ? [stem, part] : null;
}

// There is no such document, whichever part says so; else what was seen of it, once it has a title.
function documentOf(field, parts) {
  const instead = [...parts.values()].filter((text) => field.alternatives.has(text)).sort()[0];
  if (instead) return instead;
  if (!parts.has("title")) return null;
  return {
    title: parts.get("title"),
    number: parts.get("number") ?? "",
    date: parts.has("date") ? dayOf(parts.get("date")) : null,
  };
}
