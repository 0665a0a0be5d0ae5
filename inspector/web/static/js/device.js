// Which device this is, and ids that no other device gives out.
import { change } from "./store.js";

const random = (count) => crypto.getRandomValues(new Uint8Array(count));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

let known = null;

// 16 hex digits, drawn once a browser; where nothing can be stored, once a page.
export function deviceId() {
  const drawn = hex(random(8));
  known ??= change(["device"], async ({ store }) => {
    const kept = await store.get("id");
    if (!kept) await store.put({ name: "id", value: drawn });
    return kept?.value ?? drawn;
  }).catch(() => drawn);
  return known;
}

// UUID version 7: 48 bits of milliseconds, then chance; needs no secure context.
export function uuid() {
  const bytes = random(16);
  let time = Date.now();
  for (let place = 5; place >= 0; place -= 1) { bytes[place] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
