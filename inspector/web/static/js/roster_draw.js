// The draw of codes from a roster, the same as the server's (inspector/fieldwork/draw.py): the codes in ascending
// order of SHA-256 of seed, line feed, code; the first so many.

import { sha256 } from "./sha256.js";

export const METHOD = "sha256-v1";

export const goodSeed = (text) => text === text.trim() && /^(?:[^\p{C}\p{Z}]| ){1,100}$/u.test(text);

export function draw(seed, of, frame, count) {
  const keys = new Map(frame.map((code) => [code, sha256(`${seed}\n${code}`)]));
  const order = [...frame].sort((one, other) => (keys.get(one) < keys.get(other) ? -1 : 1));
  return { seed, of, frame: [...frame].sort(), codes: order.slice(0, count), replaced: [] };
}

const digest = ({ of, frame }) => sha256(frame.map((code) => `${of}\t${code}\n`).join(""));

// The text that the server makes of the same draw: keys in order, no spaces.
export function toText(drawn) {
  return JSON.stringify({
    codes: drawn.codes,
    count: drawn.codes.length,
    frame: drawn.frame,
    frame_digest: digest(drawn),
    method: METHOD,
    of: drawn.of,
    replaced: drawn.replaced,
    seed: drawn.seed,
  });
}

// `before` is the text of the draw that this one stands for, and `reason` why.
export function drawAgain(before, reason, drawn) {
  const old = JSON.parse(before);
  const last = { codes: old.codes, frame_digest: old.frame_digest, reason, seed: old.seed };
  return { ...drawn, replaced: [...old.replaced, last] };
}
