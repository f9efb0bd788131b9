// A thread: the parts of one text as cards. The text with its lines of three dashes stays what is stored.
import { $, $$, changed, form, page } from "./composer-form.js";
import { area, current, onOpen, pane } from "./composer-tabs.js";

const LINE = "\n\n---\n\n";
const single = new Set(); // tabs that somebody wants to see as one text

/** Cut at lines that hold only three dashes, though not inside of code, as the server cuts. */
export function partsOf(text) {
  const parts = [[]];
  let fence = "";
  for (const line of text.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
    if (fence && mark.startsWith(fence) && line.trim() === mark) fence = "";
    else if (!fence && mark) fence = mark;
    if (!fence && line.trim() === "---") parts.push([]);
    else parts.at(-1).push(line);
  }
  return parts.map((lines) => lines.join("\n").replace(/^\n+|\n+$/g, ""));
}

function card(words, number, count) {
  const made = $("#part-card").content.firstElementChild.cloneNode(true);
  $("textarea", made).value = words;
  $(".number", made).textContent = `${number + 1}/${count}`;
  $("textarea", made).setAttribute("aria-label", `${form.dataset.part} ${number + 1}`);
  $("[data-join]", made).disabled = number === 0;
  $("[data-part-move='-1']", made).disabled = number === 0;
  $("[data-part-move='1']", made).disabled = number === count - 1;
  return made;
}

const cards = (mine) => $$(".part-card", mine);
const words = (mine) => cards(mine).map((one) => $("textarea", one).value);

/** Shows cards where there are several parts, else the one field. */
export function draw(tab = current(), parts = partsOf($(".editor", pane(tab)).value)) {
  const mine = pane(tab);
  const several = parts.length > 1;
  const inCards = several && !single.has(tab);
  $(".parts", mine).hidden = !inCards;
  $(".paper", mine).hidden = inCards;
  if (!inCards) {
    $(".parts", mine).replaceChildren();
    return;
  }
  $(".parts", mine).replaceChildren(...parts.map((one, number) => card(one, number, parts.length)), footer());
  places(mine);
}

function footer() {
  return $("#part-foot").content.firstElementChild.cloneNode(true);
}

// Where each part begins in the whole text, so that what is too much can be marked in its card.
function places(mine) {
  let at = 0;
  for (const one of cards(mine)) {
    one.dataset.start = at;
    at += $("textarea", one).value.length + LINE.length;
  }
}

// The cards say what the stored text is; typing in the stored text's field tells everybody else.
function store(mine) {
  places(mine);
  const editor = $(".editor", mine);
  editor.value = words(mine).join(LINE);
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

function rebuild(parts, focus, caret = 0) {
  const tab = current();
  const mine = pane(tab);
  const editor = $(".editor", mine);
  editor.value = parts.join(LINE);
  draw(tab, parts);
  editor.dispatchEvent(new Event("input", { bubbles: true }));
  const to = cards(mine)[focus] ? $("textarea", cards(mine)[focus]) : editor;
  to.focus();
  to.setSelectionRange(caret, caret);
}

function split() {
  const at = area();
  if (at.closest(".first-comment")) return;
  single.delete(current());
  const mine = at.closest(".part-card");
  const before = at.value.slice(0, at.selectionStart).trimEnd();
  const after = at.value.slice(at.selectionEnd).trimStart();
  const all = mine ? words(pane(current())) : null;
  if (!mine) {
    const first = partsOf(before);
    return rebuild([...first, ...partsOf(after)], first.length);
  }
  const number = cards(pane(current())).indexOf(mine);
  rebuild([...all.slice(0, number), before, after, ...all.slice(number + 1)], number + 1);
}

function join(one) {
  const mine = pane(current());
  const number = cards(mine).indexOf(one);
  if (number < 1) return;
  const all = words(mine);
  const joint = [all[number - 1], all[number]].filter(Boolean).join("\n\n");
  const caret = all[number - 1] ? all[number - 1].length : 0;
  rebuild([...all.slice(0, number - 1), joint, ...all.slice(number + 1)], number - 1, caret);
}

export function movePart(one, step) {
  const mine = pane(current());
  const all = words(mine);
  const number = cards(mine).indexOf(one);
  const to = number + step;
  if (to < 0 || to >= all.length) return;
  [all[number], all[to]] = [all[to], all[number]];
  rebuild(all, to);
}

form.addEventListener("input", (event) => {
  if (event.target.matches(".part-words")) store(event.target.closest(".pane"));
});

form.addEventListener("keydown", (event) => {
  const one = event.target.closest(".part-card");
  if (!one || event.key !== "Backspace" || event.target.selectionEnd > 0 || event.target.tagName !== "TEXTAREA") return;
  event.preventDefault();
  join(one);
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const one = button.closest(".part-card");
  if ("split" in button.dataset) split();
  if ("join" in button.dataset) join(one);
  if (button.dataset.partMove) movePart(one, Number(button.dataset.partMove));
  if ("addPart" in button.dataset) rebuild([...words(pane(current())), ""], words(pane(current())).length);
  if ("oneText" in button.dataset) {
    single.add(current());
    draw();
    $(".editor", pane(current())).focus();
    changed();
  }
});

// Dashes that were typed become cards when the writer leaves the field.
form.addEventListener("focusout", (event) => {
  if (event.target.matches(".editor") && !page.sending && partsOf(event.target.value).length > 1) {
    const asIs = () => single.has(current()) || !$(".parts", pane(current())).hidden;
    setTimeout(() => !asIs() && document.activeElement !== event.target && draw());
  }
});

onOpen((tab) => draw(tab));
