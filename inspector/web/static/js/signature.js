// A signature drawn with a finger, pen or mouse. `element` is the fragment templates/forms/_signature.html.

const THICKNESS = 3; // CSS pixels: a fingertip's line that is still seen in print
const MARGIN = 12;

export function signaturePad(element, words) {
  const canvas = element.querySelector("canvas");
  const strokes = [];
  canvas.setAttribute("role", "img");

  const place = ({ clientX, clientY }) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };

  function draw() {
    const scale = devicePixelRatio || 1;
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    trace(canvas.getContext("2d"), scale, 0, 0);
    canvas.setAttribute("aria-label", strokes.length ? words.signed : words.empty);
    for (const button of element.querySelectorAll("[data-clear-pad], [data-undo-stroke]")) button.disabled = !strokes.length;
    element.dispatchEvent(new CustomEvent("signature", { bubbles: true }));
  }

  function trace(pen, scale, left, top) {
    pen.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
    pen.lineWidth = THICKNESS;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#102040";
    for (const [first, ...others] of strokes) {
      pen.beginPath();
      pen.moveTo(...first);
      // Through the middles between points: a fast finger leaves few of them.
      others.forEach(([x, y], index) => {
        const [from, to] = others[index - 1] ?? first;
        pen.quadraticCurveTo(from, to, (from + x) / 2, (to + y) / 2);
      });
      pen.lineTo(...(others.at(-1) ?? first));
      pen.stroke();
    }
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    strokes.push([place(event)]);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    strokes.at(-1).push(...(event.getCoalescedEvents?.() ?? [event]).map(place));
    draw();
  });
  element.addEventListener("click", ({ target }) => {
    if ("clearPad" in target.dataset) strokes.length = 0;
    else if ("undoStroke" in target.dataset) strokes.pop();
    else return;
    draw();
  });
  // Turning the phone changes the room, not what was drawn.
  new ResizeObserver(draw).observe(canvas);

  // What was drawn with a margin, on white: a PNG; null while there is nothing.
  function blob() {
    if (!strokes.length) return Promise.resolve(null);
    const points = strokes.flat();
    const [left, top] = [0, 1].map((axis) => Math.min(...points.map((one) => one[axis])) - MARGIN);
    const [right, bottom] = [0, 1].map((axis) => Math.max(...points.map((one) => one[axis])) + MARGIN);
    const picture = document.createElement("canvas");
    picture.width = Math.ceil((right - left) * 2);
    picture.height = Math.ceil((bottom - top) * 2);
    const pen = picture.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, picture.width, picture.height);
    trace(pen, 2, left, top);
    return new Promise((resolve) => { picture.toBlob(resolve, "image/png"); });
  }

  draw();
  return { blob, empty: () => !strokes.length };
}
