// The addresses of cells, `item[@occurrence][/row]/column`, and cells by item and occurrence.

export function split(text, sign) {
  const at = text.indexOf(sign);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + sign.length)];
}

export function splitLast(text, sign) {
  const at = text.lastIndexOf(sign);
  return at < 0 ? ["", text] : [text.slice(0, at), text.slice(at + sign.length)];
}

export const itemOf = (path) => split(split(path, "/")[0], "@")[0];

// item -> occurrence -> rest of the address -> canonical text; empty texts are answers taken back.
export function group(cells) {
  const grouped = new Map();
  for (const [path, text] of Object.entries(cells)) {
    if (!text) continue;
    const [head, rest] = split(path, "/");
    const [item, occurrence] = split(head, "@");
    if (!grouped.has(item)) grouped.set(item, new Map());
    const times = grouped.get(item);
    if (!times.has(occurrence)) times.set(occurrence, new Map());
    times.get(occurrence).set(rest, text);
  }
  return grouped;
}
