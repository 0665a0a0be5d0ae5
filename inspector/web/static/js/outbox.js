// What was entered and is not acknowledged yet: one queue, one sender, in order; nothing leaves it without a
// reply that names it. It is mirrored in the session's storage, so that a reload loses nothing.

export function makeOutbox(form, words, page) {
  const { inspection, user } = form.dataset;
  const key = `inspector:${user}:${inspection}`;
  const url = `${form.getAttribute("action")}/operations`;
  const state = document.getElementById("save-state");
  const device = kept("inspector:device") || store("inspector:device", [...random(8)].map(hex).join(""));
  let queue = JSON.parse(kept(key) || "[]");
  let sending = false;
  let pause = 0;
  let problem = "";
  let seq = queue.reduce((last, one) => Math.max(last, one.seq), 0);
  queue.forEach((one) => { one.tried = true; });

  function kept(name) {
    try { return sessionStorage.getItem(name); } catch { return null; }
  }
  function store(name, text) {
    try { sessionStorage.setItem(name, text); } catch { /* no room or not allowed: the queue in the page remains */ }
    return text;
  }
  function random(count) { return crypto.getRandomValues(new Uint8Array(count)); }
  function hex(byte) { return byte.toString(16).padStart(2, "0"); }

  // UUID version 7: 48 bits of milliseconds, then chance; needs no secure context.
  function uuid() {
    const bytes = random(16);
    let time = Date.now();
    for (let place = 5; place >= 0; place -= 1) { bytes[place] = time % 256; time = Math.floor(time / 256); }
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    const text = [...bytes].map(hex).join("");
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
  }

  function add(field, base, raw, apart = false) {
    const earlier = queue.findLast((one) => one.field === field);
    if (earlier && !earlier.tried && !apart && !earlier.apart) {
      earlier.raw = raw;
    } else {
      seq += 1;
      const follows = earlier && !apart ? earlier.id : base;
      queue.push({ id: uuid(), field, base: follows, raw, seq, device_time: Date.now() * 1000, apart, tried: false });
    }
    store(key, JSON.stringify(queue));
    show();
    send();
  }

  const body = (batch) => JSON.stringify({
    mark: form.dataset.mark,
    operations: batch.map(({ id, field, base, raw, seq, device_time }) => ({ id, inspection, field, base, raw, device, seq, device_time })),
  });
  const request = (batch, more) => fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: body(batch),
    redirect: "manual",
    ...more,
  });

  async function send() {
    if (sending || !queue.length || pause) return;
    sending = true;
    const batch = queue.slice(0, 50);
    batch.forEach((one) => { one.tried = true; });
    show();
    try {
      const reply = await request(batch, { signal: AbortSignal.timeout(30000) });
      if (!reply.headers.get("inspector-answer")) throw new Error(reply.status === 401 ? words.signed_out : "");
      take(await reply.json());
      problem = "";
      sending = false;
      show();
      send();
    } catch (error) {
      sending = false;
      problem = error.message === words.signed_out ? words.signed_out : "";
      wait();
    }
  }

  // Back-off with chance in it, up to a minute: many tablets come back to the network at the same moment.
  let tries = 0;
  function wait() {
    tries += 1;
    pause = setTimeout(wake, Math.min(60000, 500 * 2 ** tries) * (0.5 + Math.random() / 2));
    show();
  }
  function wake() {
    clearTimeout(pause);
    pause = 0;
    send();
  }

  function take(answer) {
    tries = 0;
    const told = new Map(answer.results.map((one) => [one.id, one]));
    queue = queue.filter((one) => !told.has(one.id));
    store(key, JSON.stringify(queue));
    form.dataset.mark = answer.mark;
    const differing = answer.results.filter((one) => one.outcome === "conflict");
    page.cells(answer.cells, Object.fromEntries(differing.map((one) => [one.field, one.id])));
    page.items(answer);
    page.conflicts(answer.conflicts);
    for (const one of answer.results) if (["refused", "id_reused"].includes(one.outcome)) page.refused(one.field, one.message);
  }

  function show() {
    if (!queue.length) {
      const now = new Date().toTimeString().slice(0, 5);
      return set("saved", state.dataset.state === "saved" ? state.textContent : `${words.saved} ${now}`);
    }
    const since = new Date(queue[0].device_time / 1000).toTimeString().slice(0, 5);
    if (problem) return set("failed", problem);
    if (pause) return set("waiting", words.waiting.replace("{n}", queue.length).replace("{t}", since));
    return set("saving", words.saving);
  }
  function set(name, text) {
    state.dataset.state = name;
    state.textContent = text;
  }

  // keepalive outlives the page; what it sends stays in the storage until a reply is seen.
  function leave() {
    const batch = queue.filter((one) => !sending || !one.tried).slice(0, 50);
    if (!batch.length) return;
    batch.forEach((one) => { one.tried = true; });
    store(key, JSON.stringify(queue));
    request(batch, { keepalive: true }).catch(() => {});
  }

  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") wake(); });
  addEventListener("beforeunload", (event) => { if (queue.length && pause) event.preventDefault(); });
  show();
  return {
    add, send, leave, show,
    typing: () => { if (!problem && !pause) set("saving", words.saving); },
    waits: (field) => queue.some((one) => one.field === field),
    kept: () => queue.map(({ field, raw }) => ({ field, raw })),
    idle: () => !queue.length,
  };
}
