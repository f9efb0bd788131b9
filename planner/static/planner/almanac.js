// Every page: keys, toasts that go away, menus that close, dialogs that open, questions before what cannot be undone.
const body = document.body;
const go = (address) => address && location.assign(address);
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
// Somebody has opened a form to write in: what they type is not meant as keys.
const isWriting = (target) =>
  isTyping(target) || target.closest("details[open]:has(textarea)") || [...document.querySelectorAll("[data-writes][open]")].some((one) => one.checkVisibility());
// The letter as the keys wear it, whatever alphabet the keyboard writes.
export const keyOf = ({ key, code }) => (key.length > 1 ? key : ((key > "~" && /^Key(.)$/.exec(code)?.[1]) || key).toLowerCase());
const click = (selector) => {
  const found = document.querySelector(selector);
  if (found) found.click();
  return Boolean(found);
};

const afterG = { c: () => go(body.dataset.calendar), r: () => go(body.dataset.review) };
const single = {
  "?": () => document.getElementById("keys")?.showModal(),
  n: () => click("[data-key=n]") || go(body.dataset.new),
  t: () => click("[data-key=t]"),
  ...Object.fromEntries([..."mwdlb"].map((view) => [view, () => click(`.seg [data-key=${view}]`)])),
  a: () => click("[data-key=a]"),
  "/": () => document.querySelector("[data-key='/']")?.focus(),
  ArrowLeft: () => click("[data-key=left]"),
  ArrowRight: () => click("[data-key=right]"),
};
let waitingForSecond = 0;

document.addEventListener("keydown", (event) => {
  const key = keyOf(event);
  if ((event.ctrlKey || event.metaKey) && key === "s" && document.querySelector("[data-key=save]")) {
    event.preventDefault();
    click("[data-key=save]");
    return;
  }
  if ((event.ctrlKey || event.metaKey) && key === "z" && back && !isTyping(event.target)) {
    event.preventDefault();
    back();
    return;
  }
  if (key === "Escape") closeMenus();
  if (!("keys" in body.dataset) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if ((event.shiftKey && /^[a-z]|^Arrow/.test(key)) || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  const second = Date.now() - waitingForSecond < 1200;
  waitingForSecond = key === "g" ? Date.now() : 0;
  const act = second ? afterG[key] : single[key];
  if (!act) return;
  event.preventDefault();
  act();
});

function closeMenus(except) {
  for (const open of document.querySelectorAll("details.pick[open], details.more-acts[open], details.me[open], details.notices[open]")) {
    if (open !== except) open.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details"));
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (event.target.matches("dialog")) event.target.close();
});

// What a folded part needs comes when it is opened.
const bring = (part) => part.matches?.("details[data-module][open]") && import(part.dataset.module);
let pressed = null;
document.addEventListener("toggle", ({ target }) => {
  bring(target);
  // Not away from a field where somebody already writes: this event may come late.
  if (target.open && target === pressed && !isTyping(document.activeElement)) target.querySelector(`[name=${target.dataset.writes}]`)?.focus();
}, true);
document.querySelectorAll("details").forEach(bring);
document.addEventListener("click", (event) => {
  pressed = event.target.closest("summary")?.parentElement;
  const to = event.target.closest("a[href^='#']")?.hash;
  if (to) document.getElementById(to.slice(1))?.closest("details")?.setAttribute("open", "");
});

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask ?? event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  // A page that refreshes itself leaves alone what somebody is using.
  const busy = event.target.querySelector?.(":focus, details[open]");
  if (busy && event.detail.requestConfig?.triggeringEvent?.type !== "submit") event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

export function toast(text, kind = "info", milliseconds = kind === "error" ? 20000 : 7000) { // 0: until it is taken away
  const line = document.createElement("p");
  line.className = `toast ${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words, closer());
  for (const old of document.querySelectorAll("#toasts .toast:not(.error, .waits)")) old.remove(); // one at a time
  document.getElementById("toasts")?.append(line);
  fade(line, milliseconds);
  return line;
}

// A toast with a way back, for ten seconds; Ctrl+Z takes it too.
let back = null;
export function offerBack(text, label, act) {
  const line = toast(text, "info", 10000);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "undo";
  button.textContent = label;
  const mine = () => {
    if (back === mine) back = null;
    line.remove();
    act();
  };
  button.addEventListener("click", mine);
  line.querySelector("span").after(button);
  back = mine;
  setTimeout(() => back === mine && (back = null), 10000);
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", document.getElementById("toasts")?.dataset.close ?? "");
  return button;
}

function fade(line, milliseconds) {
  if (milliseconds) setTimeout(() => line.remove(), milliseconds);
  line.addEventListener("click", () => line.remove());
}

for (const line of document.querySelectorAll("main.main .toast")) {
  fade(line, line.classList.contains("error") ? 20000 : 7000);
  setTimeout(() => line.isConnected && line.parentElement.append(line), 150); // put in again, so that it is read out
}
