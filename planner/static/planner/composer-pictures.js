// The pictures of the post: brought, chosen, described, put in order with the mouse, a finger or keys.
// The library and the crops are loaded when somebody opens them: most posts are written without.
import { toast } from "./almanac.js";
import { $, $$, changed, form, parsed, token } from "./composer-form.js";
import { onDrawn } from "./composer-preview.js";
import { dropAndPaste, uploads } from "./uploads.js";

const pictures = document.getElementById("pictures");
const section = document.getElementById("pictures-card");
const library = document.getElementById("library");
const uploadTo = section.dataset.uploadTo;
const way = uploads({ address: uploadTo, token, done: (answer) => take([answer.id]) });
const here = () => $$(".picture", pictures).map((one) => one.dataset.picture);
let choosing = null;

async function choose(address) {
  const { picker } = await import("./picker.js");
  choosing ??= picker(library, { token, uploadTo, here, take });
  return choosing.open(address);
}

async function crop(address, row) {
  const { open } = await import("./composer-crop.js");
  return open(address, row, exchange);
}

const unreached = () => toast(form.dataset.unreached, "error");

// Rows come in the order in which they were chosen.
async function take(ids) {
  for (const id of ids) {
    if ($(`[data-picture="${id}"]`, pictures)) continue;
    const answer = await fetch(`${form.dataset.picture}?asset=${id}`).catch(() => null);
    if (!answer?.ok) unreached();
    else if (!$(`[data-picture="${id}"]`, pictures)) pictures.append($(".picture", parsed(await answer.text())));
  }
  moved();
}

/** Another picture in the place of this one, with the words that are there. The new row; "there" if it is in the post. */
async function exchange(row, id, focus) {
  if (id !== row.dataset.picture && $(`[data-picture="${id}"]`, pictures)) return "there";
  const answer = await fetch(`${form.dataset.picture}?asset=${id}`).catch(() => null);
  if (!answer?.ok) return null;
  const made = $(".picture", parsed(await answer.text()));
  $("textarea", made).value = $("textarea", row).value;
  $(`[name="focus-${id}"]`, made).value = focus ? focus.join() : "";
  row.replaceWith(made);
  moved();
  return made;
}

$("[data-upload]").addEventListener("change", (event) => {
  way.add([...event.target.files]);
  event.target.value = "";
});

dropAndPaste(document, way.add, () => !document.querySelector("dialog[open]"));
library.addEventListener("dragover", (event) => event.preventDefault());
library.addEventListener("drop", (event) => {
  event.preventDefault();
  choosing?.add([...event.dataTransfer.files]);
});

function moved() {
  counts();
  changed();
}

/** Up or down in the strip; the focus goes with it. */
export function move(picture, step) {
  const other = step < 0 ? picture.previousElementSibling : picture.nextElementSibling;
  if (!other) return;
  const held = document.activeElement;
  if (step < 0) other.before(picture);
  else other.after(picture);
  if (picture.contains(held)) held.focus();
  picture.scrollIntoView({ block: "nearest" });
  moved();
}

// Dragging by the grip: a mouse, a pen and a finger alike.
let dragged = null;

pictures.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button > 0) return;
  dragged = grip.closest(".picture");
  dragged.classList.add("dragged");
  grip.setPointerCapture(event.pointerId);
});
pictures.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const over = $$(".picture", pictures).find((one) => {
    const box = one.getBoundingClientRect();
    return one !== dragged && event.clientY >= box.top && event.clientY <= box.bottom;
  });
  if (!over) return;
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(dragged);
  else over.after(dragged);
});
for (const name of ["pointerup", "pointercancel"]) {
  pictures.addEventListener(name, () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    dragged = null;
    moved();
  });
}

// What is left for a description, by the tightest of the networks.
function counts() {
  const most = Math.min(1500, ...$$("#preview [data-alt]").map((one) => Number(one.dataset.alt) || 1500));
  for (const picture of $$(".picture", pictures)) {
    const length = $("textarea", picture).value.length;
    const place = $("[data-alt-count]", picture);
    place.textContent = `${length} / ${most}`;
    place.classList.toggle("wrong", length > most);
  }
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("remove" in button.dataset) {
    button.closest(".picture").remove();
    moved();
  }
  if (button.dataset.move && button.closest(".picture")) move(button.closest(".picture"), Number(button.dataset.move));
  if (button.dataset.library) choose(button.dataset.library).catch(unreached);
  if (button.dataset.cut) crop(button.dataset.cut, button.closest(".picture")).catch(unreached);
});
pictures.addEventListener("input", counts);
onDrawn((said) => said === null && counts());
