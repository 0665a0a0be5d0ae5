// What waits on this device, and how it forgets a person: pages at once, entries when none of them waits.
import { deviceId } from "./device.js";
import { house, stored } from "./queue.js";
import { all, change } from "./store.js";
import { purge } from "./pages.js";

const SENT = ["operations", "files", "intents"];

// An entry with an outcome only waits for a page to show it.
const waits = (one) => !one.outcome;
const isOf = (account) => (one) => String(one.user) === String(account);

// What is not sent yet: how much of this person's, and how much of others'.
export async function waiting(account) {
  await house();
  const here = (await Promise.all([stored(), all("files"), all("intents")])).flat().filter(waits);
  const own = here.filter(isOf(account)).length;
  return { own, others: here.length - own };
}

// The server's answer, or null when it was not ours that answered.
export async function tell(path, account, more = {}) {
  const reply = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ device: await deviceId(), account, waiting: (await waiting(account)).own, ...more }),
  });
  return reply.headers.get("inspector-answer") === "devices" ? reply.json() : null;
}

// True when nothing of the person is left here, and the server knows.
export async function forget(path, account) {
  const still = (await waiting(account)).own > 0; // on a full disk it does not stand in the store
  await purge(account);
  await change([...SENT, "prepared"], async (transaction) => {
    const found = await Promise.all([...SENT, "prepared"].map(async (name) => {
      const store = transaction.objectStore(name);
      return { name, store, own: (await store.getAll()).filter(isOf(account)) };
    }));
    const busy = still || found.some(({ name, own }) => name !== "prepared" && own.some(waits));
    const going = busy ? found.filter(({ name }) => name === "prepared") : found;
    const keyOf = (one) => (one.id === undefined ? [one.user, one.form] : one.id);
    await Promise.all(going.flatMap(({ store, own }) => own.map((one) => store.delete(keyOf(one)))));
  });
  return Boolean((await tell(path, account, { forgotten: true }))?.forgotten);
}
