// The written values of the language and the typed values behind canonical texts.

import { multiply, readNumber } from "./rational.js";

const MILLISECONDS_A_DAY = 86_400_000;

export const entriesOf = (mapping) => new Map(Object.entries(mapping ?? {}));

// `amounts` of a definition, with their numbers read.
export const readAmounts = (amounts) => new Map(Object.entries(amounts).map(([text, { number, times }]) =>
  [text, { number: readNumber(number), times, percent: text.endsWith("%") }]));

// The figure, or null when the fact it multiplies is not known.
export function amountValue(amount, numbers) {
  if (!amount.times) return amount.number;
  const base = numbers.get(amount.times);
  return base ? multiply(amount.number, base) : null;
}

// Amounts by what they vary with; "none" is a line that asks for nothing, null no line at all.
export function readLine(line, amounts) {
  if (!line) return null;
  const read = (texts) => (texts === "none" ? [] : texts.map((text) => amounts.get(text)));
  return new Map(Object.entries(line).map(([key, texts]) => [key, read(texts)]));
}

// The days since 1970 of a date written as 2025-06-30.
export const dayOf = (text) => Date.parse(`${text}T00:00:00Z`) / MILLISECONDS_A_DAY;

// The days of a length of time such as `60 calendar days`.
export const daysIn = (term) => parseInt(term, 10);

const READERS = {
  select_one: (text) => text,
  select_multiple: (text) => (text === "-" ? [] : text.split(",")),
  integer: readNumber,
  decimal: readNumber,
  date: (text) => ({ day: dayOf(text) }),
  text: (text) => text,
  document: (text) => text,
};

// A field with its options, lines and the way from a canonical text to the value behind it.
export function readField(model, amounts) {
  const alternatives = new Set(Object.keys(model.or ?? {}));
  const choices = entriesOf(model.choices);
  const read = READERS[model.type];
  const yesOrNo = model.type === "select_one" && !choices.size;
  return {
    type: model.type,
    unit: model.unit ?? "",
    choices,
    options: yesOrNo ? new Map([["yes", {}], ["no", {}]]) : choices,
    alternatives,
    atLeast: readLine(model.at_least, amounts),
    atMost: readLine(model.at_most, amounts),
    hard: model.force !== "soft",
    zero: model.zero === "row_not_applicable",
    typed: (text) => (alternatives.has(text) ? text : read(text)),
  };
}
