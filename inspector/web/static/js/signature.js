// A signature drawn with a finger or a pen: black on white, because a photo has no transparency.

export function signaturePad(element, words) {
  const canvas = document.createElement("canvas");
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "button plain";
  clear.textContent = words.clear;
  element.replaceChildren(canvas, clear);
  const scale = Math.max(2, window.devicePixelRatio || 1);
  const pen = canvas.getContext("2d");
  let drawn = false;

  function wipe() {
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 3 * scale;
    pen.lineCap = pen.lineJoin = "round";
    drawn = false;
  }

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...place(event));
    pen.stroke();
    drawn = true;
  });
  clear.addEventListener("click", wipe);
  wipe();
  return {
    empty: () => !drawn,
    blob: () => new Promise((done) => { canvas.toBlob(done, "image/png"); }),
  };
}
