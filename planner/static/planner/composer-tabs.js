// Tabs: the words for all channels, and for each its own as soon as somebody types there.
import { $, $$, changed, common, form } from "./composer-form.js";

export const pane = (tab) => document.getElementById(`pane-${tab}`);
export const current = () => $("[data-tab][aria-selected=true]", form).dataset.tab;
const opened = [];
export const onOpen = (listener) => opened.push(listener);

let held = null; // the field that was written in last

/** Where words go: the field that has the focus or had it last in this tab; else the tab's own. */
export function area() {
  const mine = pane(current());
  if (held && mine.contains(held) && held.offsetParent) return held;
  return $$("textarea.part-words", mine).find((one) => one.offsetParent) ?? $(".editor", mine);
}

export function open(tab) {
  for (const button of $$("[data-tab]", form)) {
    const on = button.dataset.tab === tab;
    button.setAttribute("aria-selected", on);
    button.tabIndex = on ? 0 : -1;
    pane(button.dataset.tab).hidden = !on;
  }
  fill();
  for (const listener of opened) listener(tab);
}

export const isOwn = (id) => form.elements.namedItem(`own-${id}`)?.value === "1";

function setOwn(id, own) {
  form.elements.namedItem(`own-${id}`).value = own ? "1" : "";
  $("[data-own]", pane(id)).hidden = !own;
  $("[data-same]", pane(id)).hidden = own;
  $(`[data-tab="${id}"] .own-mark`, form).hidden = !own;
}

export function fill() {
  for (const one of $$("[data-channel].pane", form)) {
    if (!isOwn(one.dataset.channel)) $(".editor", one).value = common.value;
  }
}

form.addEventListener("focusin", (event) => {
  if (event.target.matches(".editor, .part-words, .first-comment textarea")) held = event.target;
});

form.addEventListener("input", (event) => {
  const id = event.target.closest(".pane")?.dataset.channel;
  if (id && event.target.matches(".editor") && !isOwn(id)) setOwn(id, true);
  if (event.target.name === "channels") showTab(event.target);
  if (event.target.type === "file") return;
  fill();
  changed();
});

function showTab(box) {
  $(`[data-tab="${box.value}"]`, form).hidden = !box.checked;
  if (!box.checked && current() === box.value) open("all");
}

const shown = () => $$("[data-tab]", form).filter((tab) => !tab.hidden);

/** The tab of that number, counted from 1 as they stand. */
export function openNumber(number) {
  const tab = shown()[number - 1];
  if (!tab) return;
  open(tab.dataset.tab);
  area().focus();
}

form.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || !event.target.matches("[data-tab]")) return;
  const tabs = shown();
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  open(next.dataset.tab);
  next.focus();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.tab) open(button.dataset.tab);
  if (button && "back" in button.dataset) {
    setOwn(current(), false);
    open(current());
    changed();
  }
});
