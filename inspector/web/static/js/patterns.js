// The pattern page: the pad can be signed on, and what it gives is shown beside it.
import { signaturePad } from "./signature.js";

for (const element of document.querySelectorAll("[data-signature]")) {
  const pad = signaturePad(element, JSON.parse(element.dataset.words));
  const picture = element.parentElement.querySelector("[data-drawn]");
  element.addEventListener("signature", async () => {
    const made = await pad.blob();
    picture.hidden = pad.empty();
    if (made) picture.src = URL.createObjectURL(made);
    else picture.removeAttribute("src");
  });
}
