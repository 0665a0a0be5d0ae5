// One piece of evidence on the page: its picture, caption and place, whether it is on its way or stands already.

const template = document.getElementById("queued-piece");
export const words = JSON.parse(template?.dataset.words ?? "{}");
const shown = new Map(); // addresses of pictures, by file

// The list item of a file that is on its way.
export function queued(file) {
  const piece = template.content.firstElementChild.cloneNode(true);
  piece.dataset.queued = file.id;
  if (file.type.startsWith("image/")) {
    const picture = piece.querySelector("img");
    shown.set(file.id, URL.createObjectURL(file.preview ?? file.bytes));
    picture.src = shown.get(file.id);
    picture.hidden = false;
  } else piece.querySelector("[data-name]").textContent = file.name;
  piece.querySelector("[data-caption]").value = file.caption;
  showPlace(piece, file.place);
  if (file.problem) showProblem(piece, file.problem);
  else showSending(piece, words.waiting);
  return piece;
}

export function taken(piece) {
  URL.revokeObjectURL(shown.get(piece.dataset.queued));
  piece.remove();
}

export function showSending(piece, text, share = 0) {
  const line = piece.querySelector("[data-sending]");
  line.textContent = text;
  line.classList.remove("error");
  const bar = piece.querySelector("progress");
  bar.hidden = !share;
  bar.value = share;
  piece.querySelector("[data-retry]").hidden = true;
}

// `final`: nothing happens until somebody tries again.
export function showProblem(piece, text, final = true) {
  showSending(piece, text);
  piece.querySelector("[data-sending]").classList.add("error");
  piece.querySelector("[data-retry]").hidden = !final;
}

// Latitude, longitude and metres of accuracy as one text; empty takes it away.
export function showPlace(piece, place) {
  const line = piece.querySelector("[data-place]");
  const [latitude, longitude, metres] = place.split(",");
  line.dataset.place = place;
  line.hidden = !place;
  line.querySelector("span").textContent = place ? words.place.replace("{place}", `${latitude}, ${longitude} (±${metres} m)`) : "";
  piece.querySelector("[data-add-place]").hidden = Boolean(place) || !isSecureContext || !navigator.geolocation;
}

export const about = (piece) => ({
  caption: piece.querySelector("[data-caption]").value,
  place: piece.querySelector("[data-place]").dataset.place,
});

// Only when a person asks for it, and once; rejects when the device does not know or may not say.
export const whereWeAre = () => new Promise((resolve, reject) => {
  navigator.geolocation.getCurrentPosition(
    ({ coords: { latitude, longitude, accuracy } }) =>
      resolve(`${latitude.toFixed(5)},${longitude.toFixed(5)},${Math.min(999999, Math.ceil(accuracy))}`),
    reject,
    { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 },
  );
});
