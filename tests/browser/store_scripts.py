"""Scripts that look into the database a device keeps, stand in its way, or type as a page goes."""

# It refuses all but deletions from now on, until the room held for text is given up.
NO_ROOM = """() => {
  const { put, delete: remove } = IDBObjectStore.prototype;
  let full = true;
  IDBObjectStore.prototype.put = function (...given) {
    if (full || window.full) throw new DOMException("no room", "QuotaExceededError");
    return put.apply(this, given);
  };
  IDBObjectStore.prototype.delete = function (key) {
    if (this.name === "device" && key === "room") full = false;
    return remove.call(this, key);
  };
}"""

# The page is left, and half a second later, on its way still, this is typed there.
TYPED_WHILE_LEAVING = """([place, text]) => {
  setTimeout(() => location.reload(), 0);
  setTimeout(() => {
    const box = document.querySelector(place);
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }, 500);
}"""

# At the place, a photo is chosen when the page is there and its scripts have not run yet.
CHOSEN_EARLY = """document.addEventListener("readystatechange", () => {
  const input = document.querySelector('%s');
  if (!input || document.readyState !== "interactive") return;
  const chosen = new DataTransfer();
  const bytes = Uint8Array.from(atob("%s"), (sign) => sign.charCodeAt(0));
  chosen.items.add(new File([bytes], "early.jpg", { type: "image/jpeg" }));
  input.files = chosen.files;
});"""

# No picture can be read before `free` is called.
SLOW_PICTURES = """() => {
  const read = window.createImageBitmap;
  const freed = new Promise((resolve) => { window.free = resolve; });
  window.createImageBitmap = async (...given) => { await freed; return read(...given); };
}"""

# The bytes held for text.
HELD_ROOM = """() => new Promise((resolve) => {
  indexedDB.open("inspector").onsuccess = ({ target }) => {
    const asked = target.result.transaction("device").objectStore("device").get("room");
    asked.onsuccess = () => { target.result.close(); resolve(asked.result?.value.size ?? 0); };
  };
})"""

# Nothing can be written until `busy` of the page that runs this is false.
BUSY = """() => new Promise((resolve) => {
  window.busy = true;
  indexedDB.open("inspector").onsuccess = ({ target }) => {
    const store = target.result.transaction(["operations", "device"], "readwrite").objectStore("device");
    const ask = () => { resolve(); if (window.busy) store.get("id").onsuccess = ask; };
    ask();
  };
})"""

# What was typed and is kept, in order, with commas.
KEPT_TEXTS = """() => new Promise((resolve) => {
  indexedDB.open("inspector").onsuccess = ({ target }) => {
    const asked = target.result.transaction("operations").objectStore("operations").getAll();
    asked.onsuccess = () => { target.result.close(); resolve(asked.result.map((one) => one.raw).join()); };
  };
})"""

# The database has everything that was typed.
NOTHING_LEFT = "Object.keys(localStorage).every((key) => !key.startsWith('inspector-left-'))"
