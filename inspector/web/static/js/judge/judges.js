// The closed list of judge forms; mirrors inspector/checklist/judges.py. Each gives a verdict or what is undecided.

import { bandedOf, countOf, perHeadOf, ratioOf, trendOf } from "./judges_numbers.js";
import { kOfNOf, seenOf, shareOfRowsOf } from "./judges_parts.js";
import { MET, undecided, verdict } from "./lines.js";
import { ONE, ZERO } from "./rational.js";
import { daysIn } from "./values.js";

const SHORT = verdict(true, ONE, { reasons: [{ name: "shortcoming" }] });
const NOT_MET = verdict(false, ZERO, { reasons: [{ name: "not_met" }] });
const PARTLY = verdict(false, ZERO, { reasons: [{ name: "not_met" }], partly: true });

const single = (answered) => answered.rows.get("")?.get("value");

// Each choice says whether the line is met; one that needs a note is met with a shortcoming.
const byChoiceOf = () => (answered, ground, ask) => {
  const choice = ask.choices.get(single(answered));
  if (!choice) return undecided("incomplete");
  const met = choice.met === "yes";
  if (choice.note === "needed") return met ? SHORT : PARTLY;
  return met ? MET : NOT_MET;
};

const yesOrNoOf = ({ want = "yes" }) => (answered) => {
  const chosen = single(answered);
  if (chosen === undefined) return undecided("incomplete");
  return chosen === want ? MET : NOT_MET;
};

// Done by its date; before it, whoever asks makes of what is not met that it is not due (scoring 2, deadline).
function byDateOf({ grace }) {
  const days = daysIn(grace ?? "0");
  return (answered, { due, asOf }) => {
    const done = single(answered);
    if (done === undefined) return undecided("incomplete");
    if (typeof done === "string") return verdict(false, ZERO, { reasons: [{ name: "not_done" }] });
    if (done.day > asOf) return undecided("contradiction", "future_date");
    if (due === null || done.day <= due + days) return MET;
    return verdict(false, ZERO, { reasons: [{ name: "late" }], partly: true, daysLate: done.day - due });
  };
}

export const FORMS = {
  by_choice: byChoiceOf,
  yes_no: yesOrNoOf,
  count: countOf,
  measure: countOf,
  ratio: ratioOf,
  banded: bandedOf,
  by_date: byDateOf,
  per_head: perHeadOf,
  k_of_n: kOfNOf,
  share_of_rows: shareOfRowsOf,
  trend: trendOf,
  seen: seenOf,
};

// decide(answered, ground, ask) of a judge's model.
export const judgeOf = (model, amounts) => FORMS[model.form](model, amounts);
