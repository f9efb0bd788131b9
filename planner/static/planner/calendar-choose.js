// Choose several posts, and do the same to all of them.
import { keyOf, offerBack, toast } from "./almanac.js";
import { lookNow } from "./answers.js";
import { cal, look, whenDrawn } from "./calendar-live.js";
import { announce, post, send } from "./calendar-moves.js";
import { later } from "./calendar-times.js";

export const chosen = new Set(); // ids, as text
let last = null; // where a range begins

export function choosing() {
  document.addEventListener("click", byClick, true);
  document.addEventListener("change", byBox);
  document.addEventListener("keydown", byKey);
  document.addEventListener("submit", act);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#bulk [data-bulk]");
    if (button?.type === "button") press(button);
  });
  whenDrawn(mark);
}

function byClick(event) {
  const chip = event.target.closest?.("[data-p]");
  if (!chip || !(event.ctrlKey || event.metaKey || (event.shiftKey && chosen.size)) || !("moves" in cal().dataset)) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.shiftKey && last) range(last, chip.dataset.p);
  else toggle(chip.dataset.p);
}

function byBox(event) {
  const pk = event.target.dataset?.choose;
  if (pk) toggle(pk, event.target.checked);
}

function byKey(event) {
  if (event.key === "Escape" && chosen.size && !document.querySelector("dialog[open]") && !document.body.classList.contains("carrying")) return clear();
  if (keyOf(event) !== "x" || event.ctrlKey || event.metaKey || event.altKey || !("keys" in document.body.dataset)) return;
  const chip = document.activeElement?.closest?.("[data-p]");
  if (chip && "moves" in cal().dataset) toggle(chip.dataset.p);
}

function toggle(pk, on = !chosen.has(pk)) {
  if (on) chosen.add(pk);
  else chosen.delete(pk);
  last = pk;
  mark();
}

function range(from, to) {
  const all = [...cal().querySelectorAll("[data-p]")].map((one) => one.dataset.p);
  const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  for (const pk of all.slice(Math.max(0, first), end + 1)) chosen.add(pk);
  mark();
}

function clear() {
  chosen.clear();
  mark();
}

async function mark() {
  for (const one of cal().querySelectorAll("[data-p]")) one.classList.toggle("chosen", chosen.has(one.dataset.p));
  for (const box of cal().querySelectorAll("[data-choose]")) box.checked = chosen.has(box.dataset.choose);
  const bar = document.getElementById("bulk");
  if (!bar) return;
  if (!chosen.size) {
    bar.hidden = true;
    return;
  }
  if (!bar.childElementCount) {
    const answer = await fetch(cal().dataset.bulk).catch(() => null);
    if (!answer?.ok) return;
    if (!bar.childElementCount) bar.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  }
  bar.hidden = false;
  const count = bar.querySelector("[data-count]");
  count.textContent = count.dataset.count.replace("0", chosen.size);
}

// --- Doing ---------------------------------------------------------------------------------------------------
function act(event) {
  const form = event.target.closest?.("#bulk form");
  if (!form) return;
  event.preventDefault();
  const value = form.elements.namedItem("value")?.value ?? "";
  form.closest("details")?.removeAttribute("open");
  if (form.dataset.do === "day") return move((one) => (value ? value : null));
  return doToAll(form.dataset.do, value);
}

function press(button) {
  const { bulk, days } = button.dataset;
  if (bulk === "clear") return clear();
  if (bulk === "export") return location.assign(`${cal().dataset.export}?${[...chosen].map((pk) => `post=${pk}`).join("&")}`);
  button.closest("details")?.removeAttribute("open");
  if (bulk === "shift") return move((one) => (one?.dataset.at ? later(one.dataset.at, Number(days), 0) : null));
  return doToAll(bulk, "");
}

function move(where) {
  const moves = [...chosen].map((pk) => [pk, where(cal().querySelector(`[data-p="${pk}"]`))]).filter(([, to]) => to !== null);
  if (moves.length) send(moves.map(([pk, to]) => `${pk}@${to}`));
}

async function doToAll(what, value) {
  if (await doTo([...chosen], what, value)) clear();
}

// True when it was done, to all or to some of them.
export async function doTo(posts, what, value = "") {
  const said = await post(cal().dataset.bulk, { do: what, value, post: posts });
  if (!said) return false;
  if (!said.says) {
    toast(said.refused ?? cal().dataset.failed, "error");
    return false;
  }
  if (said.undo) offerBack(said.says, cal().dataset.undo, () => takeBack(said.undo, said.done));
  else toast(said.says);
  announce(said.says);
  await lookNow(look);
  return true;
}

async function takeBack(what, done) {
  const said = await post(cal().dataset.bulk, { do: what, value: "", post: done.map(String) });
  if (!said) return;
  if (said.says) toast(cal().dataset.undone);
  else toast(said.refused ?? cal().dataset.failed, "error");
  await lookNow(look);
}
