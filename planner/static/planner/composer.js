// The composer: tabs that detach, live previews and counts from the server, autosave, pictures.
import { toast } from "./almanac.js";

const form = document.getElementById("composer");
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const common = form.elements.namedItem("text");
let dirty = false;
let sending = false;

// --- Tabs -------------------------------------------------------------------------------------
const pane = (tab) => document.getElementById(`pane-${tab}`);
const current = () => $("[data-tab][aria-selected=true]", form).dataset.tab;
const area = () => $(".editor", pane(current()));

function open(tab) {
  for (const button of $$("[data-tab]", form)) {
    const on = button.dataset.tab === tab;
    button.setAttribute("aria-selected", on);
    button.tabIndex = on ? 0 : -1;
    pane(button.dataset.tab).hidden = !on;
  }
  fill();
}

function isOwn(id) {
  return form.elements.namedItem(`own-${id}`)?.value === "1";
}

function setOwn(id, own) {
  form.elements.namedItem(`own-${id}`).value = own ? "1" : "";
  $("[data-own]", pane(id)).hidden = !own;
  $("[data-same]", pane(id)).hidden = own;
  $(`[data-tab="${id}"] .own-mark`, form).hidden = !own;
}

function fill() {
  for (const one of $$("[data-channel].pane", form)) {
    if (!isOwn(one.dataset.channel)) $(".editor", one).value = common.value;
  }
}

form.addEventListener("input", (event) => {
  const id = event.target.closest(".pane")?.dataset.channel;
  if (id && event.target.matches(".editor") && !isOwn(id)) setOwn(id, true);
  if (event.target.name === "channels") showTab(event.target);
  if (event.target.type !== "file") changed();
});

function showTab(box) {
  $(`[data-tab="${box.value}"]`, form).hidden = !box.checked;
  if (!box.checked && current() === box.value) open("all");
}

form.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || !event.target.matches("[data-tab]")) return;
  const shown = $$("[data-tab]", form).filter((tab) => !tab.hidden);
  const next = shown[(shown.indexOf(event.target) + step + shown.length) % shown.length];
  open(next.dataset.tab);
  next.focus();
});

// --- Buttons ------------------------------------------------------------------------------------
function replace(before, after, inside) {
  const at = area();
  const { selectionStart: start, selectionEnd: end, value } = at;
  const text = inside ?? value.slice(start, end);
  at.setRangeText(before + text + after, start, end, "end");
  at.focus();
  at.setSelectionRange(start + before.length, start + before.length + text.length);
  at.dispatchEvent(new Event("input", { bubbles: true }));
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.tab) open(button.dataset.tab);
  if (button.dataset.wrap) replace(button.dataset.wrap, button.dataset.wrap);
  if ("link" in button.dataset) replace("[", "](https://)");
  if ("split" in button.dataset) replace("\n\n---\n\n", "", "");
  if ("back" in button.dataset) {
    setOwn(current(), false);
    fill();
    changed();
  }
  if ("remove" in button.dataset) removePicture(button.closest(".picture"));
  if (button.dataset.move) movePicture(button.closest(".picture"));
  if (button.dataset.library) openLibrary(button.dataset.library);
});

// --- Preview and counts, as the server sees them ----------------------------------------------------
let timer = 0;
let newest = 0;

function changed() {
  dirty = true;
  fill();
  clearTimeout(timer);
  timer = setTimeout(preview, 250);
}

async function preview() {
  const mine = ++newest;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (!answer.ok || mine !== newest) return;
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = read.getElementById("said").content;
    $("#when-says").replaceChildren(...$("[data-when]", said).childNodes);
    const change = $("[data-change]", said);
    if ($("#when-change").textContent.trim() !== change.textContent.trim()) {
      $("#when-change").replaceChildren(...change.childNodes);
    }
    read.getElementById("said").remove();
    $("#preview").replaceChildren(...read.body.childNodes);
    count();
  } catch {
    // No network: what is typed stays here, and the next change tries again.
  }
}

const numbers = new Intl.NumberFormat(document.documentElement.lang);

function count() {
  for (const tab of $$("[data-tab]", form)) {
    const place = $(".count", tab);
    const shown = $(`#preview [data-count="${tab.dataset.tab}"]`);
    if (!place) continue;
    const { left = "", kind = "" } = shown?.dataset ?? {};
    place.textContent = left === "" || (left > 2000 && kind === "") ? "" : numbers.format(left).replace("-", "−");
    place.className = `count ${kind}`;
  }
}

// --- Autosave ---------------------------------------------------------------------------------------
let kept = "";
let beginning = null;

// A new post becomes a draft as soon as something is written, so that it can be kept.
async function begin() {
  if (!common.value.trim()) return;
  const body = new FormData(form);
  body.set("do", "save");
  try {
    const answer = await fetch(location.pathname, { method: "POST", body });
    if (!answer.ok || !answer.redirected) return;
    form.action = answer.url;
    form.dataset.autosave = `${answer.url}autosave/`;
    form.elements.namedItem("based_on").value = "1";
    history.replaceState(null, "", answer.url);
    kept = new URLSearchParams(body).toString();
    dirty = false;
  } catch {
    // Tried again in a few seconds.
  }
}

async function keep() {
  if (!dirty || sending || beginning) return;
  if (!form.dataset.autosave) {
    beginning = begin();
    await beginning;
    beginning = null;
    return;
  }
  const body = new FormData(form);
  const now = new URLSearchParams(body).toString();
  if (now === kept) return;
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body });
    if (!answer.ok) return;
    kept = now;
    dirty = false;
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    $("#saved").replaceChildren(...read.body.childNodes);
  } catch {
    // Tried again in a few seconds.
  }
}

setInterval(keep, 4000);
window.addEventListener("beforeunload", (event) => {
  if (dirty && !sending) event.preventDefault();
});
form.addEventListener("submit", (event) => {
  if (beginning) {
    event.preventDefault();
    beginning.then(() => form.requestSubmit(event.submitter));
    return;
  }
  const size = new Blob([new URLSearchParams(new FormData(form)).toString()]).size;
  if (size > 1_900_000) {
    event.preventDefault();
    toast(form.dataset.tooLong, "error");
    return;
  }
  if (!event.defaultPrevented) sending = true;
});

// --- Pictures ---------------------------------------------------------------------------------------
const pictures = document.getElementById("pictures");

async function take(request) {
  const answer = await request;
  const text = await answer.text();
  if (!answer.ok) return toast(text || answer.statusText, "error");
  const read = new DOMParser().parseFromString(text, "text/html");
  const made = $(".picture", read);
  if (!$(`[data-picture="${made.dataset.picture}"]`, pictures)) pictures.append(made);
  changed();
}

$("[data-upload]")?.addEventListener("change", async (event) => {
  for (const file of event.target.files) {
    const body = new FormData();
    body.append("file", file);
    body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    await take(fetch(form.dataset.picture, { method: "POST", body }));
  }
  event.target.value = "";
});

function removePicture(picture) {
  picture.remove();
  changed();
}

function movePicture(picture) {
  picture.previousElementSibling?.before(picture);
  changed();
}

const library = document.getElementById("library");

async function openLibrary(address) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  library.replaceChildren(...read.body.childNodes);
  library.showModal();
}

library.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-choose]");
  if (!chosen) return;
  library.close();
  take(fetch(chosen.dataset.choose));
});

open("all");
count();
