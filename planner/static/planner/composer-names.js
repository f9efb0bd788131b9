// Names: after @ and a letter or two, people whom the network or this workspace knows.
import { $$, form, parsed, type } from "./composer-form.js";
import { current } from "./composer-tabs.js";

const list = document.getElementById("names");
let field = null;
let start = 0; // of the @
let newest = 0;
let timer = 0;

function close() {
  list.hidden = true;
  field?.removeAttribute("aria-activedescendant");
}

// Only letters right behind an @ that does not stand in a word.
function asked(target) {
  const before = target.value.slice(0, target.selectionStart);
  return /(?:^|[\s(])@([\p{L}\p{N}_.-]{1,40})$/u.exec(before);
}

form.addEventListener("input", (event) => {
  if (!event.target.matches(".editor, .part-words")) return;
  const found = asked(event.target);
  clearTimeout(timer);
  if (!found) return close();
  field = event.target;
  start = event.target.selectionStart - found[1].length - 1;
  timer = setTimeout(() => look(found[1]), 200);
});

async function look(letters) {
  const mine = ++newest;
  const tab = current();
  const query = new URLSearchParams({ q: letters, channel: tab === "all" ? "" : tab });
  const answer = await fetch(`${form.dataset.people}?${query}`).catch(() => null);
  if (!answer?.ok || mine !== newest || !asked(field)) return;
  list.replaceChildren(...parsed(await answer.text()).body.children);
  list.hidden = !list.childElementCount;
  if (!list.hidden) put();
}

// Below the line that is written, as near as it can be known, and never outside of the field.
function put() {
  field.closest(".paper").append(list);
  const line = parseFloat(getComputedStyle(field).lineHeight) || 24;
  const lines = field.value.slice(0, start).split("\n").length;
  list.style.setProperty("top", `${Math.min(field.clientHeight, 12 + lines * line - field.scrollTop)}px`);
  field.setAttribute("aria-activedescendant", "name-1");
}

function take(button) {
  const to = field.selectionStart;
  close();
  type(field, `${button.dataset.name} `, start, to);
}

form.addEventListener(
  "keydown",
  (event) => {
    if (list.hidden || event.target !== field) return;
    const all = $$("button", list);
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const to = (at + step + all.length) % all.length;
      all.forEach((one, number) => one.setAttribute("aria-selected", number === to));
      field.setAttribute("aria-activedescendant", all[to].id);
      all[to].scrollIntoView({ block: "nearest" });
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(all[at]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  },
  true,
);

list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) take(button);
});
form.addEventListener("focusout", (event) => event.target === field && setTimeout(close, 100));
