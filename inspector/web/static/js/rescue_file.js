// The container of a rescue file, format 1: what stands in it is read by the server alone (storage/rescues).
const MAGIC = "INSPECTOR-RESCUE";
const FORMAT = 1;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

const text = new TextEncoder();
const joined = async (...parts) => new Uint8Array(await new Blob(parts).arrayBuffer());
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const bytesOf = (coded) => Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));

function length(bytes) {
  const four = new Uint8Array(4);
  new DataView(four.buffer).setUint32(0, bytes.length);
  return four;
}

// One key for one file: of a pair that is thrown away, and of the server's.
async function keyFor(server) {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const own = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const other = await crypto.subtle.importKey("raw", server, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, pair.privateKey, 256);
  const seed = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = await joined(text.encode("inspector-rescue-1"), own, server);
  const way = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  const key = await crypto.subtle.deriveKey(way, seed, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  return { own, key };
}

// `told` stands in the clear: device, count and time. `said` is JSON, its `files` in the order of `contents`.
export async function sealed(server, told, said, contents) {
  const { own, key } = await keyFor(bytesOf(server.key));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const head = text.encode(JSON.stringify({ format: FORMAT, key: server.id, ...told, public: base64(own), iv: base64(iv) }));
  const before = await joined(text.encode(MAGIC), length(head), head);
  const list = text.encode(JSON.stringify(said));
  const plain = await joined(length(list), list, ...contents);
  const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: before }, key, plain);
  return new Blob([before, secret], { type: "application/octet-stream" });
}
