// The final weights of items under the four XCCDF models; mirrors inspector/scoring/tree.py.

import { compareNumbers, divide, isZero, multiply, ONE, sum, ZERO } from "./rational.js";

const IN_SUM = ["pass", "partial", "fail", "unverifiable", "not_checked"];

export const counts = (state, policy) => IN_SUM.includes(state) && !(policy === "drop" && state === "not_checked");

// id -> share of the whole, of the items that count; they add up to 1. `leaves` are {id, section, weight}.
export function shares(sections, leaves, model) {
  return model === "default" ? nested(sections, leaves) : level(leaves, model);
}

function level(leaves, model) {
  const weight = (leaf) => (model === "flat" ? leaf.weight : compareNumbers(leaf.weight, ZERO) > 0 ? ONE : ZERO);
  return divided(leaves, weight, ONE);
}

// A section's weight goes to those of its items that count; one without any leaves its weight to the others.
function nested(sections, leaves) {
  const own = new Map(sections.map(({ id, weight }) => [{ id, weight }, leaves.filter((leaf) => leaf.section === id)]));
  const counting = [...own].filter(([, found]) => found.some((leaf) => !isZero(leaf.weight))).map(([section]) => section);
  const parts = divided(counting, (section) => section.weight, ONE);
  const found = new Map();
  for (const section of counting) {
    if (!parts.has(section.id)) continue;
    for (const [id, share] of divided(own.get(section), (leaf) => leaf.weight, parts.get(section.id))) found.set(id, share);
  }
  return found;
}

function divided(nodes, weight, share) {
  const total = sum(nodes.map(weight));
  if (isZero(total)) return new Map();
  return new Map(nodes.map((node) => [node.id, divide(multiply(share, weight(node)), total)]));
}
