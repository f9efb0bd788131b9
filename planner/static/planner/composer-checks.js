// The checklist: a finding leads to the place where it is mended.
import { $, $$, changed, form, token } from "./composer-form.js";
import { onDrawn, preview, soon } from "./composer-preview.js";
import { area, open } from "./composer-tabs.js";

function go(target, where) {
  const [kind, rest] = target.split(":");
  if (kind === "tab") {
    open(rest);
    area().focus();
    if (where) choose(where);
  } else if (kind === "field") {
    const field = document.getElementById(rest) ?? form.elements.namedItem(rest);
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
    field?.scrollIntoView({ block: "center" });
  }
}

// Selects words in the text of the open tab, in whichever card they stand.
function choose(words) {
  const mine = $(".pane:not([hidden])", form);
  const place = $$("textarea.part-words, textarea.editor", mine).find((one) => one.offsetParent && one.value.includes(words));
  if (!place) return;
  const at = place.value.indexOf(words);
  place.focus();
  place.setSelectionRange(at, at + words.length);
}

// Links are looked at in the background after each save: what was seen comes by itself, for a minute or so.
let looks = 0;
function waitForLinks(said) {
  if (!$("[data-looking]", said)) looks = 0;
  else if (looks < 12) soon(2000 + looks++ * 500);
}
onDrawn((said) => said && waitForLinks(said));
waitForLinks(document);

document.getElementById("checks").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.fix) go(button.dataset.fix, button.dataset.where);
  if ("askLinks" in button.dataset) {
    button.disabled = true;
    await preview({ links: "1" });
    button.disabled = false;
  }
  if (button.dataset.act === "day-is-right") {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token);
    body.set("date", form.elements.namedItem("date").value);
    body.set("time", form.elements.namedItem("time").value);
    body.set("do", "day_is_right");
    await fetch(form.dataset.change, { method: "POST", body });
    changed();
  }
});
