// Exact numbers as on the server: {n, d} in lowest terms with d above 0, both BigInt. Nothing here is ever a float.

function divisor(a, b) {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

export function rational(n, d = 1n) {
  if (d === 1n) return { n, d };
  const common = d < 0n ? -divisor(n, d) : divisor(n, d);
  return { n: n / common, d: d / common };
}

export const ZERO = rational(0n);
export const ONE = rational(1n);
export const MILLION = 1_000_000;
const MILLIONTHS = 1_000_000n;

// `-?digits[.digits]` or `n/d`.
export function readNumber(text) {
  const [top, bottom] = text.split("/");
  const [whole, rest = ""] = top.split(".");
  return rational(BigInt(whole + rest), 10n ** BigInt(rest.length) * BigInt(bottom ?? 1));
}

export const whole = (count) => rational(BigInt(count));
export const isNumber = (value) => typeof value?.n === "bigint";
export const add = (a, b) => rational(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a, b) => rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a, b) => rational(a.n * b.n, a.d * b.d);
export const divide = (a, b) => rational(a.n * b.d, a.d * b.n);
export const sum = (numbers) => numbers.reduce(add, ZERO);

// Below 0, 0 or above 0, as a is below, at or above b.
export function compareNumbers(a, b) {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export const same = (a, b) => a.n === b.n && a.d === b.d;
export const isZero = (a) => a.n === 0n;
export const largest = (a, b) => (compareNumbers(b, a) > 0 ? b : a);
export const smallest = (a, b) => (compareNumbers(b, a) < 0 ? b : a);
export const clamp = (share) => largest(ZERO, smallest(ONE, share));

export function floor({ n, d }) {
  const cut = n / d;
  return n < 0n && cut * d !== n ? cut - 1n : cut;
}

export const ceiling = ({ n, d }) => -floor({ n: -n, d });

// To a whole number of millionths, half-even (scoring 15).
export function micro(number) {
  const n = number.n * MILLIONTHS;
  const below = floor({ n, d: number.d });
  const twice = (n - below * number.d) * 2n;
  const up = twice > number.d || (twice === number.d && below % 2n !== 0n);
  return Number(up ? below + 1n : below);
}

// Half-even once, never up to full: a share below 1 stays below it (scoring 2).
export const millionths = (share) => (same(share, ONE) ? MILLION : Math.min(micro(share), MILLION - 1));

// Of shares that add up to `total`: the mean, rounded once.
export const meanMillionths = (total, count) => millionths(divide(total, whole(count)));
