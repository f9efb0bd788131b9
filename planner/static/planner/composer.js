// The composer: tabs that detach, live previews and counts from the server, autosave, pictures.
import { toast } from "./almanac.js";
import { picker } from "./picker.js";
import { dropAndPaste, uploads } from "./uploads.js";

const form = document.getElementById("composer");
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const common = form.elements.namedItem("text");
let dirty = false;
let keeping = null; // a save under way, which answers whether it was taken
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
  if (button.dataset.card) makeCard(button);
  if ("noCard" in button.dataset) dropCard();
  if ("noCardPicture" in button.dataset) dropCardPicture(button);
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
  const body = new FormData(form);
  if (!fits(body)) return notSaved(form.dataset.tooLong);
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body });
    if (mine !== newest) return;
    if (!answer.ok) return notSaved(await reason(answer));
    const read = parsed(await answer.text());
    const said = read.getElementById("said").content;
    $("#when-says").replaceChildren(...$("[data-when]", said).childNodes);
    const change = $("[data-change]", said);
    if ($("#when-change").textContent.trim() !== change.textContent.trim()) {
      $("#when-change").replaceChildren(...change.childNodes);
    }
    offerCard($("[data-card-offer]", said));
    offer($("[data-acts]", said));
    read.getElementById("said").remove();
    $("#preview").replaceChildren(...read.body.childNodes);
    count();
    waitForCopies();
  } catch {
    // No network: what is typed stays here, and the next change tries again.
  }
}

// While a copy of a picture is being made, look again: soon, then more slowly, for two minutes.
let looks = 0;

function waitForCopies() {
  looks = $("#preview [data-coming]") ? looks + 1 : 0;
  if (!looks || looks > 40) return;
  clearTimeout(timer);
  timer = setTimeout(preview, Math.min(700 + looks * 150, 4000));
}

// The buttons follow what is typed. They are left alone while one is pressed, and the focus stays where it was.
function offer(acts) {
  const bar = document.getElementById("acts");
  const spelt = (from) => $$("button", from).map((one) => [one.value, one.className, one.textContent].join()).join();
  if (sending || spelt(bar) === spelt(acts)) return;
  if (bar.matches(":active")) {
    timer = setTimeout(preview, 300);
    return;
  }
  const held = bar.contains(document.activeElement) && document.activeElement.value;
  bar.replaceChildren(...acts.childNodes);
  if (held) ($(`[value="${held}"]`, bar) ?? $("[value=save]", bar)).focus();
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

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
const spelled = (body) => new URLSearchParams(body).toString();
const fits = (body) => new Blob([spelled(body)]).size <= 1_900_000;

// Said beside the title, so that nobody believes that words are safe which are not.
function notSaved(why) {
  const line = document.createElement("span");
  line.className = "wrong";
  line.dataset.lost = "";
  line.textContent = `${form.dataset.notSaved} ${why}`;
  if ($("#saved").textContent !== line.textContent) $("#saved").replaceChildren(line);
}

async function reason(answer) {
  if (answer.status === 400 || answer.status === 413) return form.dataset.tooLong;
  const sentences = $$(".sorry span", parsed(await answer.text())).map((one) => one.textContent);
  return answer.status === 422 && sentences.length ? sentences.join(" ") : form.dataset.unreached;
}

// What is typed while a save is under way is dirty again, and is saved next time.
async function keep() {
  if (!dirty || sending || keeping) return;
  dirty = false;
  keeping = form.dataset.autosave ? store() : begin();
  const taken = await keeping.catch(() => notSaved(form.dataset.unreached));
  keeping = null;
  if (!taken) dirty = true;
}

// A new post becomes a draft as soon as something is written, so that it can be kept.
async function begin() {
  if (!$$(".editor, .title-in", form).some((one) => one.value.trim())) return false;
  const body = new FormData(form);
  body.set("do", "save");
  const answer = await send(location.pathname, body);
  if (!answer) return false;
  const made = $("#composer", parsed(await answer.text()));
  if (!answer.redirected || !made) return false;
  form.action = answer.url;
  Object.assign(form.dataset, { autosave: made.dataset.autosave, preview: made.dataset.preview });
  form.elements.namedItem("based_on").value = made.elements.namedItem("based_on").value;
  $("#saved").replaceChildren(...$("#saved", made).childNodes);
  history.replaceState(null, "", answer.url);
  return true;
}

async function store() {
  const body = new FormData(form);
  const now = spelled(body);
  if (now === kept) {
    $("#saved [data-lost]")?.remove();
    return true;
  }
  const answer = await send(form.dataset.autosave, body);
  if (!answer) return false;
  kept = now;
  $("#saved").replaceChildren(...parsed(await answer.text()).body.childNodes);
  return true;
}

async function send(address, body) {
  if (!fits(body)) return notSaved(form.dataset.tooLong);
  const answer = await fetch(address, { method: "POST", body });
  if (answer.ok) return answer;
  return notSaved(await reason(answer));
}

setInterval(keep, 4000);
window.addEventListener("beforeunload", (event) => {
  if ((dirty || keeping) && !sending) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  if (event.target !== form || event.defaultPrevented) return;
  if (!fits(new FormData(form))) {
    event.preventDefault();
    toast(form.dataset.tooLong, "error");
    return;
  }
  const again = sending;
  sending = true;
  if (!keeping) return;
  event.preventDefault(); // a save that is under way comes first, or it would overtake this one
  if (again) return;
  const by = event.submitter;
  delete by?.dataset.ask; // it was asked just now
  keeping.catch(() => false).then(() => setTimeout(() => form.requestSubmit(by)));
});

// --- The link card: what a page says of itself, asked for by the server ---------------------------------
const linkCard = document.getElementById("card");
const cardOffer = document.getElementById("card-offer");

function offerCard(said) {
  const address = (from) => $("[data-card]", from)?.dataset.card ?? "";
  if (!cardOffer.querySelector("[disabled]") && address(cardOffer) !== address(said)) {
    cardOffer.replaceChildren(...said.childNodes);
  }
  document.getElementById("link-card").hidden = !linkCard.childElementCount && !address(cardOffer);
}

async function makeCard(button) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  body.set("address", button.dataset.card);
  button.disabled = true;
  const answer = await fetch(form.dataset.card, { method: "POST", body }).catch(() => null);
  button.disabled = false;
  if (!answer?.ok) {
    const says = answer && [422, 503].includes(answer.status);
    return toast(says ? await answer.text() : form.dataset.unreached, "error");
  }
  linkCard.replaceChildren(...parsed(await answer.text()).body.childNodes);
  cardOffer.replaceChildren();
  form.elements.namedItem("card_title").focus();
  changed();
}

function dropCard() {
  linkCard.replaceChildren();
  changed();
}

function dropCardPicture(button) {
  form.elements.namedItem("card_asset").value = "";
  $(".picture-face", linkCard)?.remove();
  $("[data-link-card]", linkCard).classList.remove("picture");
  button.remove();
  changed();
}

// --- Pictures ---------------------------------------------------------------------------------------
const pictures = document.getElementById("pictures");
const card = document.getElementById("pictures-card");
const token = form.elements.namedItem("csrfmiddlewaretoken").value;
const library = document.getElementById("library");
const way = uploads({ address: card.dataset.uploadTo, token, done: (answer) => take([answer.id]) });
const choosing = picker(library, {
  token,
  uploadTo: card.dataset.uploadTo,
  here: () => $$(".picture", pictures).map((one) => one.dataset.picture),
  take,
});

// Rows come in the order in which they were chosen.
async function take(ids) {
  for (const id of ids) {
    if ($(`[data-picture="${id}"]`, pictures)) continue;
    const answer = await fetch(`${form.dataset.picture}?asset=${id}`).catch(() => null);
    if (!answer?.ok) toast(form.dataset.unreached, "error");
    else if (!$(`[data-picture="${id}"]`, pictures)) pictures.append($(".picture", parsed(await answer.text())));
  }
  changed();
}

$("[data-upload]").addEventListener("change", (event) => {
  way.add([...event.target.files]);
  event.target.value = "";
});

dropAndPaste(card, way.add, () => !library.open);
library.addEventListener("dragover", (event) => event.preventDefault());
library.addEventListener("drop", (event) => {
  event.preventDefault();
  choosing.add([...event.dataTransfer.files]);
});

function removePicture(picture) {
  picture.remove();
  changed();
}

function movePicture(picture) {
  picture.previousElementSibling?.before(picture);
  changed();
}

function openLibrary(address) {
  choosing.open(address);
}

open("all");
count();
waitForCopies();
