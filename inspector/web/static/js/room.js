// Room that is held for text. On a full disk Chromium turns down every write, also one that makes a record smaller, and
// takes deletions only: what is held is then deleted, and entries go on where no photo finds room any more.
import { get, put, remove } from "./store.js";

const KEY = "room";
const SIZE = 2 * 1024 * 1024; // thousands of entries, and what a photo went beyond the end before it was refused

export async function holdRoom() {
  if (await get("device", KEY)) return;
  await put("device", { name: KEY, value: new Blob([new Uint8Array(SIZE)]) });
}

export const giveRoom = () => remove("device", [KEY]);
