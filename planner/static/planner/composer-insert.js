// Insert: snippets, hashtags, link tags; a new post from a template, or a template from this post.
import { toast } from "./almanac.js";
import { $, $$, changed, form, parsed, type } from "./composer-form.js";
import { area, current } from "./composer-tabs.js";

const dialog = document.getElementById("insert");
let place = null; // the field where the words go, and where in it: a field may forget while a dialog is open
let caret = [0, 0];

async function open() {
  place = area();
  caret = [place.selectionStart, place.selectionEnd];
  const answer = await fetch(form.dataset.inserts).catch(() => null);
  if (!answer?.ok) return toast(form.dataset.unreached, "error");
  dialog.replaceChildren(...parsed(await answer.text()).body.childNodes);
  dialog.showModal();
  $("[type=search]", dialog)?.focus();
}

async function insert(button) {
  if (button.dataset.kind === "template") return location.assign(button.dataset.href);
  const body = new FormData(form);
  body.set("tab", current());
  const found = button.dataset.kind === "tags" ? addressNear() : null;
  if (button.dataset.kind === "tags" && !found) {
    dialog.close();
    return toast(form.dataset.noAddress, "error");
  }
  if (found) body.set("address", found.address);
  const answer = await fetch(button.dataset.href, { method: "POST", body }).catch(() => null);
  dialog.close();
  if (!answer?.ok) return toast(form.dataset.unreached, "error");
  const { text, said } = await answer.json();
  if (found) type(place, text, found.start, found.start + found.address.length);
  else type(place, spaced(text), ...caret);
  for (const sentence of said) toast(sentence, "error");
  changed();
}

// Words do not stick to those before them.
function spaced(text) {
  const before = place.value.slice(0, caret[0]);
  return before && !/\s$/.test(before) ? ` ${text}` : text;
}

/** The address at the cursor, or else the first of the text. */
function addressNear() {
  const all = [...place.value.matchAll(/https?:\/\/[^\s<>)\]]+/g)];
  const [at] = caret;
  const found = all.find((one) => one.index <= at && at <= one.index + one[0].length) ?? all[0];
  return found ? { address: found[0].replace(/[.,;:!?]+$/, ""), start: found.index } : null;
}

async function keepTemplate() {
  const name = window.prompt(form.dataset.templateName, form.elements.namedItem("title").value);
  if (!name) return;
  const body = new FormData(form);
  body.set("template_name", name);
  const answer = await fetch(form.dataset.template, { method: "POST", body }).catch(() => null);
  if (!answer || ![200, 422].includes(answer.status)) return toast(form.dataset.unreached, "error");
  dialog.close();
  toast(await answer.text(), answer.ok ? "info" : "error");
}

form.addEventListener("click", (event) => {
  if (event.target.closest("[data-insert]")) open();
});
dialog.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.phrase) insert(button);
  if (button && "keepTemplate" in button.dataset) keepTemplate();
});
dialog.addEventListener("input", (event) => {
  const words = event.target.value.trim().toLowerCase();
  for (const button of $$("[data-phrase]", dialog)) button.hidden = !button.textContent.toLowerCase().includes(words);
  for (const section of $$("section", dialog)) section.hidden = !$("[data-phrase]:not([hidden])", section);
  const none = $(".nothing", dialog);
  if (none) none.hidden = Boolean($("[data-phrase]:not([hidden])", dialog)) || !words;
});
dialog.addEventListener("keydown", (event) => {
  const shown = $$("[data-phrase]", dialog).filter((one) => one.offsetParent);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && shown.length) {
    event.preventDefault();
    const at = shown.indexOf(document.activeElement);
    if (at + step < 0) $("[type=search]", dialog).focus();
    else (shown[at + step] ?? shown.at(-1)).focus();
  } else if (event.key === "Enter" && event.target.matches("[type=search]") && shown[0]) {
    event.preventDefault();
    insert(shown[0]);
  }
});
dialog.addEventListener("close", () => place?.focus());
