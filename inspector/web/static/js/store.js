// What this device keeps: one database a browser, the same for every tab and for the service worker.
//
//   operations  entries until a page shows what became of them; `place` is [user, form], the form its path
//   files       photos and documents on their way, with their bytes
//   intents     a form handed in without signal, one a person and form
//   prepared    forms taken along, one a person and form
//   device      what is true of the device itself, by name
import { openDB } from "../vendor/idb-8.0.4.js";

const NAME = "inspector";
const VERSION = 1;
const BY_PLACE = ["operations", "files"];
const ONE_A_PLACE = ["intents", "prepared"];

let opened = null;

function upgrade(database, before) {
  if (before < 1) {
    for (const name of BY_PLACE) {
      const store = database.createObjectStore(name, { keyPath: "id" });
      store.createIndex("place", ["user", "form"]);
      store.createIndex("user", "user");
    }
    for (const name of ONE_A_PLACE) database.createObjectStore(name, { keyPath: ["user", "form"] });
    database.createObjectStore("device", { keyPath: "name" });
  }
}

// iOS closes a database under pressure, and another tab may bring a newer one: both times it is opened anew.
// A newer release only adds to the database, so that a page of the older one goes on with it.
export function open() {
  const ways = {
    upgrade,
    blocking(_now, _wanted, event) { event.target.close(); opened = null; },
    terminated() { opened = null; },
  };
  opened ??= openDB(NAME, VERSION, ways)
    .catch((error) => { if (error?.name === "VersionError") return openDB(NAME, undefined, ways); throw error; })
    .catch((error) => { opened = null; throw error; });
  return opened;
}

// One transaction that is on the disk when the promise resolves; `work` must await nothing but the database.
export async function change(names, work) {
  const attempt = async () => {
    const transaction = (await open()).transaction(names, "readwrite", { durability: "strict" });
    transaction.done.catch(() => {}); // when `work` fails, its own error is the one to hear of
    const result = await work(transaction);
    await transaction.done;
    return result;
  };
  try {
    return await attempt();
  } catch (error) {
    if (error?.name !== "InvalidStateError") throw error;
    opened = null; // closed behind our back
    return attempt();
  }
}

async function reading(name) {
  const transaction = (await open()).transaction(name);
  transaction.done.catch(() => {}); // as in `change`
  return transaction.store;
}

export async function all(name, place) {
  const store = await reading(name);
  return place ? store.index("place").getAll(place) : store.getAll();
}

export const put = (name, value) => change(name, (one) => one.store.put(value));
export const get = async (name, key) => (await reading(name)).get(key);
export const remove = (name, keys) => change(name, (one) => Promise.all(keys.map((key) => one.store.delete(key))));
