// What is left of each text: in the tabs, under the words, beside the first comment; and the words too many.
import { $, $$, form, onChange } from "./composer-form.js";
import { onDrawn } from "./composer-preview.js";
import { current, isOwn, onOpen, pane } from "./composer-tabs.js";

const numbers = new Intl.NumberFormat(document.documentElement.lang);
const spelt = (left) => numbers.format(left).replace("-", "−");
const article = (id) => $(`#preview [data-count="${id}"]`);
const kindOf = (left, most) => (left < 0 ? "over" : most && left < most * 0.1 ? "near" : "");

/** The preview that a tab's words must fit: its own, or the tightest of those that say the common words. */
export function tightest(tab) {
  if (tab !== "all") return article(tab);
  const all = $$("#preview [data-count]").filter((one) => !isOwn(one.dataset.count) && one.dataset.left !== "");
  return all.sort((one, other) => one.dataset.left - other.dataset.left)[0];
}

function count() {
  for (const tab of $$("[data-tab]", form)) {
    const place = $(".count", tab);
    if (!place) continue;
    const { left = "", kind = "" } = article(tab.dataset.tab)?.dataset ?? {};
    place.textContent = left === "" || (left > 2000 && kind === "") ? "" : spelt(left);
    place.className = `count ${kind}`;
  }
  below();
  for (const one of $$("[data-channel].pane", form)) {
    const place = $(".first-comment .count", one);
    const left = article(one.dataset.channel)?.dataset.comment ?? "";
    if (!place) continue;
    place.textContent = left === "" ? "" : spelt(left);
    place.className = `count ${left === "" ? "" : kindOf(Number(left))}`;
  }
}

function below() {
  const tab = current();
  const shown = tightest(tab);
  const says = shown && $("header .count", shown);
  const place = $("#left");
  const name = shown && tab === "all" ? `${$("header b", shown).textContent}: ` : "";
  place.textContent = says ? name + says.textContent : "";
  place.className = `count ${shown?.dataset.kind ?? ""}`;
  mark(shown);
}

/** Marks the places of the whole text that are too much, in the field or in the cards of its parts. */
function mark(shown) {
  const over = (shown?.dataset.over ?? "").split(" ").filter(Boolean).map((one) => one.split("-").map(Number));
  const mine = pane(current());
  paint($(".paper", mine), over, 0);
  for (const card of $$(".part-card", mine)) paint($(".paper", card), over, Number(card.dataset.start));
  const each = (shown?.dataset.each ?? "").split(" ").filter(Boolean);
  const cards = $$(".part-card", mine).filter((card) => $("textarea", card).value.trim());
  for (const card of $$(".part-card", mine)) {
    const left = each.length === cards.length ? each[cards.indexOf(card)] : undefined;
    const place = $(".count", card);
    place.textContent = left === undefined || left === "-" ? "" : spelt(left);
    place.className = `count ${left === undefined || left === "-" ? "" : kindOf(Number(left), Number(left) + $("textarea", card).value.length)}`;
  }
}

function paint(paper, over, start) {
  const mirror = $(".mirror", paper);
  const area = $("textarea", paper);
  const value = area.value;
  const pieces = [];
  let at = 0;
  for (const [from, to] of over.map((pair) => pair.map((one) => Math.max(0, Math.min(one - start, value.length))))) {
    if (to <= from || from < at) continue;
    const found = document.createElement("mark");
    found.textContent = value.slice(from, to);
    pieces.push(value.slice(at, from), found);
    at = to;
  }
  mirror.replaceChildren(...(pieces.length ? [...pieces, `${value.slice(at)}\n`] : []));
  mirror.scrollTop = area.scrollTop;
}

form.addEventListener(
  "scroll",
  (event) => {
    if (event.target.matches?.(".paper textarea")) $(".mirror", event.target.parentElement).scrollTop = event.target.scrollTop;
  },
  true,
);

// In a channel's tab its own preview stands alone.
function only() {
  const tab = current();
  for (const one of $$("#preview [data-count]")) one.classList.toggle("aside", tab !== "all" && one.dataset.count !== tab);
}

onDrawn((said) => {
  if (said !== null) return;
  only();
  count();
});
onOpen(() => {
  only();
  below();
});
onChange(() => {
  // Until the server has counted anew, marks that no longer fit the words are taken away.
  for (const mirror of $$(".mirror", pane(current()))) {
    if (mirror.firstChild && mirror.textContent !== `${$("textarea", mirror.parentElement).value}\n`) mirror.replaceChildren();
  }
});
