// Photos made anew on the device: upright, at most 2000 pixels, a JPEG of ours. What the camera wrote into the file,
// such as place, time and serial number, never leaves the device.

const LONG_SIDE = 2000;
const PREVIEW_SIDE = 320;

// { photo, preview }, both JPEG; null for what this browser cannot read as a picture.
export async function remade(file) {
  const picture = await decoded(file);
  if (!picture) return null;
  try {
    const photo = await drawn(picture, LONG_SIDE, 0.85);
    return photo && { photo, preview: await drawn(picture, PREVIEW_SIDE, 0.7) };
  } finally {
    picture.close?.();
  }
}

async function decoded(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return asElement(file); // Safari 16 reads some formats, such as HEIC, as an element only
  }
}

async function asElement(file) {
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  try {
    await picture.decode();
    return picture;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

function drawn(picture, side, quality) {
  const [width, height] = [picture.naturalWidth ?? picture.width, picture.naturalHeight ?? picture.height];
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // behind what is transparent: a JPEG would make it black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
}
