// Comments: words are chosen in the text and shown in it; threads by n and p; names after an @.
import { keyOf } from "./almanac.js";
const panel = document.getElementById("remarks");
const pick = document.getElementById("remark-pick");
const names = document.getElementById("remark-names");
const $ = (query, within = document) => within.querySelector(query);
if (!$(`link[href="${panel.dataset.style}"]`)) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: panel.dataset.style });
  document.head.append(link);
}
document.body.append(pick); // the panel may be closed

// --- Choosing words: places are counted in code points, as the server does -----------------------------
const points = (text) => [...text].length;
const units = (text, count) => [...text].slice(0, count).join("").length;
let chosen = null;

function look() {
  const field = document.activeElement;
  let near = null;
  chosen = null;
  if (field?.form?.id === "composer" && /^(title|text.*|alt-\d+)$/.test(field.name)) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const where = field.name.replace("text-", "");
    if (end > start) chosen = { where, start: points(value.slice(0, start)), quote: value.slice(start, end) };
    near = field.getBoundingClientRect();
  } else {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
    const common = range && range.commonAncestorContainer;
    const box = common && (common.nodeType === 1 ? common : common.parentElement).closest("[data-words], article[data-channel]");
    if (box) {
      const before = range.cloneRange();
      before.selectNodeContents(box);
      before.setEnd(range.startContainer, range.startOffset);
      const { words, channel } = box.dataset;
      chosen = { where: words ?? channel, start: words ? points(before.toString()) : "", quote: range.toString() };
      near = range.getBoundingClientRect();
    }
  }
  pick.hidden = !chosen?.quote.trim();
  if (pick.hidden) return;
  pick.style.setProperty("top", `${Math.max(8, Math.min(near.bottom + 8, innerHeight - 110))}px`);
  pick.style.setProperty("left", `${Math.max(8, Math.min(near.left, innerWidth - 170))}px`);
}

function take() {
  const form = document.getElementById("remark-new");
  if (!form || !chosen) return;
  panel.open = form.parentElement.open = true;
  for (const [name, value] of Object.entries(chosen)) form.elements[name].value = value;
  pick.hidden = true;
  form.elements.remark.focus();
}

for (const event of ["selectionchange", "select", "keyup", "pointerup"]) document.addEventListener(event, () => setTimeout(look));
pick.addEventListener("mousedown", (event) => event.preventDefault()); // the words stay selected
pick.addEventListener("click", take);
look();
if (chosen && panel.matches(".beside")) take();

// --- Showing a thread's words ----------------------------------------------------------------------------
function show(thread) {
  for (const old of panel.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  for (const box of panel.querySelectorAll("[data-words]:has(mark)")) box.textContent = box.textContent;
  thread.setAttribute("aria-current", "true");
  const { where, start, end } = thread.dataset;
  if (start === undefined) return;
  const box = $(`[data-words="${where}"]`, panel);
  const field = $(`#composer [name="${where === "text" ? where : /^\d/.test(where) ? `text-${where}` : where}"]`);
  if (box) mark(box, box.textContent, units(box.textContent, start), units(box.textContent, end)).scrollIntoView({ block: "nearest" });
  else if (field) showIn(field, where, thread, Number(start));
}

function mark(box, text, from, to) {
  const made = document.createElement("mark");
  made.className = "said";
  made.textContent = text.slice(from, to);
  box.replaceChildren(text.slice(0, from), made, text.slice(to));
  return made;
}

// What is typed may be further than what was saved: the same words that are nearest.
function showIn(field, where, thread, start) {
  document.getElementById(`tab-${where === "text" ? "all" : where}`)?.click();
  const words = thread.dataset.words;
  let at = -1;
  for (let next = field.value.indexOf(words); next >= 0; next = field.value.indexOf(words, next + 1)) {
    if (at < 0 || Math.abs(next - start) < Math.abs(at - start)) at = next;
  }
  if (at < 0) return;
  field.setSelectionRange(at, at + words.length);
  field.scrollIntoView({ block: "nearest" });
  const mirror = $(".mirror", field.parentElement);
  if (!mirror) return field.focus();
  const made = mark(mirror, `${field.value}\n`, at, at + words.length);
  field.scrollTop = mirror.scrollTop = Math.max(0, made.offsetTop - 48);
}

panel.addEventListener("click", (event) => {
  const thread = event.target.closest(".thread");
  if (thread && (event.target.closest("[data-show]") || !event.target.closest("button, a, input, textarea, summary, label"))) show(thread);
});

panel.addEventListener("keydown", (event) => {
  const step = { n: 1, p: -1 }[keyOf(event)];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea") || $("[data-writes][open]", panel)) return;
  event.preventDefault();
  event.stopPropagation(); // n writes a new post elsewhere
  const all = [...panel.querySelectorAll(".thread")].filter((one) => one.offsetParent);
  if (!all.length) return;
  const at = all.indexOf(event.target.closest(".thread"));
  const to = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
  to.focus();
  show(to);
});

// --- Names -------------------------------------------------------------------------------------------------
let field = null;
let from = 0;
let newest = 0;
const close = () => {
  names.hidden = true;
  field?.removeAttribute("aria-activedescendant");
};

panel.addEventListener("input", async (event) => {
  if (!event.target.matches("[data-names]")) return;
  field = event.target;
  const caret = field.selectionStart;
  const asked = /(?:^|[\s(])@([\p{L}\p{N}_.@-]{1,40})$/u.exec(field.value.slice(0, caret));
  const mine = ++newest;
  if (!asked) return close();
  from = caret - asked[1].length;
  const client = "client" in field.dataset || field.form.elements.for?.value === "client" ? "1" : "";
  const answer = await fetch(`${panel.dataset.people}?${new URLSearchParams({ q: asked[1], client })}`).catch(() => null);
  if (!answer?.ok || mine !== newest) return;
  const told = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  if (mine !== newest) return;
  names.replaceChildren(...told.children);
  for (const one of names.children) one.id = `remark-${one.id}`;
  names.hidden = !names.childElementCount;
  if (names.hidden) return close();
  field.after(names);
  field.setAttribute("aria-activedescendant", names.firstElementChild.id);
});

function put(button) {
  close();
  field.setRangeText(`${button.dataset.name} `, from, field.selectionStart, "end");
  field.focus();
}

panel.addEventListener(
  "keydown",
  (event) => {
    if (names.hidden || event.target !== field) return;
    const all = [...names.children];
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to = all[(at + (step ?? 0) + all.length) % all.length];
    if (step) {
      for (const one of all) one.setAttribute("aria-selected", one === to);
      field.setAttribute("aria-activedescendant", to.id);
    } else if (event.key === "Enter" || event.key === "Tab") put(to);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
names.addEventListener("mousedown", (event) => event.preventDefault());
names.addEventListener("click", (event) => event.target.closest("button") && put(event.target.closest("button")));
panel.addEventListener("focusout", (event) => event.target === field && setTimeout(close, 100));
// The list comes anew with every act: the names' box, which may stand in it, is kept.
panel.addEventListener("htmx:beforeSwap", () => panel.append(names));
