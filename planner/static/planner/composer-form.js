// What all parts of the composer share: the form, and who hears that something was typed.
import { typedAlready } from "./typed.js";

export const form = document.getElementById("composer");
export const typedEarly = typedAlready(form).length > 0; // before any of us changes a field
export const $ = (selector, from = document) => from.querySelector(selector);
export const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
export const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
export const spelled = (body) => new URLSearchParams(body).toString();
export const fits = (body) => new Blob([spelled(body)]).size <= 1_900_000;
export const token = form.elements.namedItem("csrfmiddlewaretoken").value;
export const common = form.elements.namedItem("text");
export const page = { sending: false, typedAt: 0 }; // sending: the form is on its way for good

const listeners = [];
export const onChange = (listener) => listeners.push(listener);
export function changed() {
  page.typedAt = Date.now();
  for (const listener of listeners) listener();
}

/** Puts words in place of what is selected; the browser's own undo takes them out again. */
export function type(area, words, from = area.selectionStart, to = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(from, to);
  if (!words && from !== to && document.execCommand("delete")) return;
  if (words && document.execCommand("insertText", false, words)) return;
  area.setRangeText(words, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
