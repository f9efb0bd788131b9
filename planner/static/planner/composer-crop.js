// A picture of the post is cropped without leaving it: the library's own shapes and focal point, in a dialog.
import { toast } from "./almanac.js";
import { $, form, parsed } from "./composer-form.js";
import { focal } from "./focal.js";

const dialog = document.getElementById("cropping");
let row = null; // the picture of the post that is being cropped
let aim = () => null;
let exchange = null; // puts another picture into the place of a row

export async function open(address, its, exchanging = exchange) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return toast(form.dataset.unreached, "error");
  dialog.replaceChildren(...parsed(await answer.text()).body.childNodes);
  row = its;
  exchange = exchanging;
  const page = $("[data-cropping]", dialog);
  const mine = $(`[name="focus-${page.dataset.cropping}"]`, row)?.value ?? "";
  if (mine) [page.dataset.x, page.dataset.y] = mine.split(",");
  if (!dialog.open) dialog.showModal();
  aim = focal(page);
  $("#focal-mark", dialog).focus();
}

function wrong(why) {
  $("[data-wrong]", dialog).textContent = why;
}

async function put(id, focus) {
  const said = await exchange(row, id, focus);
  if (said === "there") return wrong(dialog.dataset.there);
  if (!said) return wrong(form.dataset.unreached);
  row = said;
  dialog.close();
}

dialog.addEventListener("submit", async (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  if (dialog.dataset.busy) return;
  dialog.dataset.busy = "1";
  wrong("");
  const asked = { method: "POST", body: new FormData(event.target), headers: { "X-Part": "tile" } };
  const answer = await fetch(event.target.action, asked).catch(() => null);
  if (answer?.ok) await put(String((await answer.json()).id), null);
  else wrong(answer?.status === 422 ? await answer.text() : form.dataset.unreached);
  delete dialog.dataset.busy;
});

dialog.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.whole) open(button.dataset.whole, row);
  if ("uncut" in button.dataset) put($("[data-cropping]", dialog).dataset.cropping, aim());
});
dialog.addEventListener("close", () => $("[data-cut]", row)?.focus());
