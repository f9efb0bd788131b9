// The link card: what a page says of itself, asked for by the server when somebody wants it.
import { toast } from "./almanac.js";
import { $, changed, form, parsed, token } from "./composer-form.js";
import { onDrawn } from "./composer-preview.js";

const card = document.getElementById("card");
const place = document.getElementById("card-offer");
const address = (from) => $("[data-card]", from)?.dataset.card ?? "";

onDrawn((said) => {
  if (said === null) return;
  const offered = $("[data-card-offer]", said);
  if (!place.querySelector("[disabled]") && address(place) !== address(offered)) {
    place.replaceChildren(...offered.childNodes);
  }
  document.getElementById("link-card").hidden = !card.childElementCount && !address(place);
});

async function make(button) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token);
  body.set("address", button.dataset.card);
  button.disabled = true;
  const answer = await fetch(form.dataset.card, { method: "POST", body }).catch(() => null);
  button.disabled = false;
  if (!answer?.ok) {
    const says = answer && [422, 503].includes(answer.status);
    return toast(says ? await answer.text() : form.dataset.unreached, "error");
  }
  card.replaceChildren(...parsed(await answer.text()).body.childNodes);
  place.replaceChildren();
  form.elements.namedItem("card_title").focus();
  changed();
}

function dropPicture(button) {
  form.elements.namedItem("card_asset").value = "";
  $(".picture-face", card)?.remove();
  $("[data-link-card]", card).classList.remove("picture");
  button.remove();
  changed();
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.card) make(button);
  if ("noCardPicture" in button.dataset) dropPicture(button);
  if ("noCard" in button.dataset) {
    card.replaceChildren();
    changed();
  }
});
