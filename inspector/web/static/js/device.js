// The device's own number: 16 hex digits, made once.
import { change, get } from "./store.js";

const made = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Two tabs that ask at the same moment get the same: the second transaction finds what the first one put.
export async function deviceId() {
  const known = (await get("device", "id")) || (await change(["device"], async (one) => {
    const first = (await one.store.get("id")) || { name: "id", value: made() };
    await one.store.put(first);
    return first;
  }));
  return known.value;
}
