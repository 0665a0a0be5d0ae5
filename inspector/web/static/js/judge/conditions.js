// Conditions on the device: the twin of `checklist/conditions.py` and of `applies` and `learn` in
// `scoring/assess.py`. A name that is not known makes a condition unknown, never false.
//
// `facts` is a Map from dotted name to what conditions see: whole numbers as BigInt, else texts.
// `states` is a Map from the items judged so far to their state.

import { Environment } from "../../vendor/cel-8.0.0.js";

const language = new Environment({ unlistedVariablesAreDyn: true });
const compiled = new Map();
// Units of measure whose decimals conditions see as whole numbers: fen and millimetres.
const SCALED = { yuan: 2, m: 3 };

// What conditions know of the unit's facts and the round's settings, before anything is answered.
export function known(definition) {
  const { names } = definition;
  return new Map(Object.entries(definition.known).map(([name, text]) => [name, names[name] === "int" ? BigInt(text) : text]));
}

// Makes an item's answer (the canonical text of its only cell) and its state known to the items after it.
export function learn(definition, item, text, state, facts) {
  const answer = `answer.${item.id}`;
  const result = `result.${item.id}`;
  if (answer in definition.names && text && state !== "not_applicable") {
    const value = seen(item.ask, text);
    if (value !== null) facts.set(answer, value);
  }
  if (result in definition.names && state !== "not_checked") facts.set(result, state);
}

function seen(ask, text) {
  if (ask.type === "integer") return BigInt(text);
  if (ask.type === "decimal" && ask.unit in SCALED) return scaled(text, SCALED[ask.unit]);
  return ask.type === "select_one" || ask.type === "date" ? text : null;
}

// A decimal text as a whole number of its `digits` smaller unit; null when it is finer than that.
function scaled(text, digits) {
  const [whole, rest = ""] = text.split(".");
  return rest.length > digits ? null : BigInt(whole + rest.padEnd(digits, "0"));
}

// Whether an item applies: true, false, or null while something is unknown.
export function applies(definition, item, facts, states) {
  return guard(definition, item, facts, states).applies;
}

// The same, with the name that is not known (or the condition that has no value): {applies, name}.
export function guard(definition, item, facts, states) {
  if (item.elsewhere) return { applies: false, name: "" };
  let verdict = true;
  for (const text of item.applies_when ?? []) {
    const condition = compile(text, definition.conditions[text]);
    for (const { name, earlier } of condition.names) {
      if (earlier && states.get(earlier) === "not_applicable") return { applies: false, name: "" };
      if (!facts.has(name)) return { applies: null, name };
    }
    const held = holds(condition, facts);
    if (held === null) return { applies: null, name: text };
    verdict &&= held;
  }
  return { applies: verdict, name: "" };
}

// The names that it needs come with their parts; `earlier` is the item whose answer or result it asks for.
function compile(text, names) {
  if (!compiled.has(text)) {
    const parts = names.map((name) => {
      const [where, rest] = name.split(".");
      return { name, where, rest, earlier: where === "answer" || where === "result" ? rest : "" };
    });
    compiled.set(text, { names: parts, program: language.parse(text) });
  }
  return compiled.get(text);
}

// Null for what has no value: a division by zero, an overflow.
function holds(condition, facts) {
  const context = {};
  for (const { name, where, rest } of condition.names) (context[where] ??= {})[rest] = facts.get(name);
  try {
    const value = condition.program(context);
    return typeof value === "boolean" ? value : null;
  } catch {
    return null;
  }
}
