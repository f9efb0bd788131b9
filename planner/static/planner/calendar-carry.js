// Carry posts to another time: with mouse, pen and finger, and with the keyboard.
import { offerBack, toast } from "./almanac.js";
import { lookNow } from "./answers.js";
import { chosen } from "./calendar-choose.js";
import { atEdge, leaveEdge } from "./calendar-edges.js";
import { cal, look, refresh, touch } from "./calendar-live.js";
import { announce, post, send } from "./calendar-moves.js";
import { clockOf, dayAfter, daysBetween, hasPassed, hoursOf, later, minutesOf, say, spell } from "./calendar-times.js";
import { pressing } from "./pressing.js";

let hold = null; // { chip, grabbed, byFinger, pks, from, to, ghost }
let hand = null; // the same with the keyboard: { chip, day, minutes, stage }

let putDownPointer = () => {};

export function carrying() {
  putDownPointer = pressing({ from: pressed, begin, follow, drop, cancel: letGo });
  document.addEventListener("dragstart", (event) => event.target.closest?.("[data-p]") && event.preventDefault());
  document.addEventListener("keydown", byKey, true);
}

// --- With a pointer --------------------------------------------------------------------------------------
function pressed(event) {
  const chip = event.target.closest?.(".p[data-p]");
  if (!chip || !("moves" in cal().dataset) || hand) return null;
  return { chip, grabbed: event.clientY - chip.getBoundingClientRect().top };
}

function begin(what, byFinger) {
  if (what.chip.classList.contains("fix")) {
    toast(cal().dataset.fixed);
    return false;
  }
  touch();
  hold = { ...what, byFinger };
  hold.pks = carried(hold.chip);
  hold.from = hold.chip.dataset.at ?? "";
  hold.ghost = ghostOf(hold.chip, hold.pks.length);
  document.body.classList.add("carrying");
  for (const pk of hold.pks) cal().querySelector(`[data-p="${pk}"]`)?.classList.add("carried");
  return true;
}

function follow(x, y) {
  if (!hold?.ghost) return;
  const { offsetWidth, offsetHeight } = hold.ghost;
  const above = hold.byFinger ? offsetHeight + 20 : 14; // a finger hides what is under it
  hold.ghost.style.left = `${Math.max(4, Math.min(x - 40, window.innerWidth - offsetWidth - 8))}px`;
  hold.ghost.style.top = `${Math.max(4, Math.min(y - above, window.innerHeight - offsetHeight - 8))}px`;
  const to = spot(x, y);
  hold.to = to;
  show(to, hold.ghost);
  turn(document.elementFromPoint(x, y)?.closest("[data-key=left], [data-key=right]"));
  atEdge(x, y, follow);
}

// What is carried over an arrow for a moment turns the page.
let turning = { arrow: null, timer: 0 };
function turn(arrow) {
  if (turning.arrow === (arrow ?? null)) return;
  clearTimeout(turning.timer);
  turning = { arrow: arrow ?? null, timer: 0 };
  if (arrow) turning.timer = setTimeout(() => refresh(arrow.href), 600);
}

async function drop() {
  const { to, pks, from, chip } = hold;
  letGo();
  if (to && !to.never) await put(chip, pks, from, to);
  else if (to?.never) toast(cal().dataset.past);
}

function letGo() {
  touch();
  hold?.ghost?.remove();
  leaveEdge();
  turn(null);
  hold = null;
  document.body.classList.remove("carrying");
  for (const one of document.querySelectorAll(".carried, .over, .never")) one.classList.remove("carried", "over", "never");
}

// --- Where ----------------------------------------------------------------------------------------------
function spot(x, y) {
  const under = document.elementFromPoint(x, y);
  const tray = under?.closest("[data-tray]");
  if (tray) return { place: tray, wall: "" };
  const pile = under?.closest("[data-pile]");
  if (pile) return { place: pile, stage: pile.dataset.pile, never: !("takes" in pile.dataset) };
  const day = under?.closest("[data-day]");
  if (!day) return null;
  if (day.matches(".wk-col")) {
    const at = hoursOf(day, y, Math.min(hold?.grabbed ?? 0, 30));
    return at ? { place: day, day: day.dataset.day, clock: at.clock } : { place: day, never: true };
  }
  return { place: day, day: day.dataset.day, never: day.dataset.day < cal().dataset.today };
}

function show(to, ghost) {
  for (const one of document.querySelectorAll(".over, .never")) if (one !== to?.place) one.classList.remove("over", "never");
  to?.place.classList.toggle("over", !to.never);
  to?.place.classList.toggle("never", Boolean(to.never));
  ghost.querySelector(".target").textContent = words(to);
}

function words(to) {
  if (!to) return "";
  if (to.never) return "⃠";
  if (to.stage) return to.place.getAttribute("aria-label");
  if (!to.day) return cal().dataset.noTime;
  const clock = to.clock ?? (hold?.from ?? hand?.from ?? "").slice(11);
  return say(to.day, clock);
}

const carried = (chip) => (chosen.has(chip.dataset.p) ? [...chosen] : [chip.dataset.p]);

function ghostOf(chip, count) {
  const ghost = chip.cloneNode(true);
  for (const name of ["href", "data-p", "data-at", "id"]) ghost.removeAttribute(name);
  ghost.className = `${chip.className.replace(/\bq\d+|\bn\d|\bk\d/g, "")} ghost`;
  const target = document.createElement("span");
  target.className = "target";
  ghost.append(target);
  if (count > 1) {
    const number = document.createElement("span");
    number.className = "n";
    number.textContent = count;
    ghost.append(number);
  }
  document.body.append(ghost);
  return ghost;
}

// --- Put down: seen at once, then saved ----------------------------------------------------------------------
async function put(chip, pks, from, to) {
  if (to.stage) return toStage(chip, to);
  const moves = pks.map((pk) => `${pk}@${target(pk, pks.length, from, to)}`);
  if (pks.length === 1 && moves[0] === `${pks[0]}@${from}`) return refresh();
  if (pks.length === 1 && to.day && !to.clock && from.slice(0, 10) === to.day) return refresh();
  settle(chip, pks, to);
  return send(moves);
}

function target(pk, count, from, to) {
  if (!to.day) return "";
  const own = cal().querySelector(`[data-p="${pk}"]`)?.dataset.at ?? "";
  if (count === 1 || !own || !from) return to.clock ? spell(to.day, to.clock) : to.day;
  const days = daysBetween(from.slice(0, 10), to.day);
  const minutes = to.clock ? minutesOf(to.clock) - minutesOf(from.slice(11)) : 0;
  return later(own, days, minutes);
}

function settle(chip, pks, to) {
  const here = pks.length === 1 && cal().contains(chip) ? chip : null;
  if (!here) return;
  here.classList.add("saving");
  if (to.place.matches(".wk-col")) {
    here.className = here.className.replace(/\bq\d+|\bn\d|\bk\d/g, "");
    here.classList.add(`q${minutesOf(to.clock) / 15}`, "n1", "k0");
    const clock = here.querySelector("b");
    if (clock) clock.textContent = to.clock;
  }
  const after = [...to.place.querySelectorAll(":scope > .p")].find((one) => (one.dataset.at ?? "").slice(11) > (here.dataset.at ?? "").slice(11));
  if (after) after.before(here);
  else if (to.place.matches(".day, .wk-col, [data-tray]")) to.place.append(here);
}

async function toStage(chip, to) {
  if (chip.closest("[data-pile]") === to.place) return;
  chip.classList.add("saving");
  return carryStage(chip.dataset.p, to.stage);
}

async function carryStage(pk, stage, isBack = false) {
  const said = await post(cal().dataset.stage, { post: pk, to: stage });
  if (!said) return;
  if (!said.says) toast(said.refused ?? cal().dataset.failed, "error");
  else if (said.back && !isBack) offerBack(said.says, cal().dataset.undo, () => carryStage(pk, said.back, true));
  else toast(isBack ? cal().dataset.undone : said.says);
  announce(said.says ?? said.refused ?? cal().dataset.failed);
  await lookNow(look);
}

// --- With the keyboard ------------------------------------------------------------------------------------------
function byKey(event) {
  if (hold?.ghost && event.key === "Escape") {
    putDownPointer();
    announce(cal().dataset.putBack);
    return stop(event);
  }
  if (!hand) {
    const chip = event.target.closest?.("[data-p]");
    if (event.key !== " " || !chip || !("moves" in (cal()?.dataset ?? {}))) return;
    stop(event);
    if (chip.classList.contains("fix")) return toast(cal().dataset.fixed);
    take(chip);
    return;
  }
  if (event.key === "Tab") return stop(event);
  const act = { Escape: putBack, Enter: putDown, " ": putDown }[event.key];
  if (act) {
    stop(event);
    act();
  } else if (event.key in STEPS) {
    stop(event);
    step(STEPS[event.key], event.shiftKey);
  }
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [-7, 0], PageDown: [7, 0] };

function take(chip) {
  touch();
  const from = chip.dataset.at ?? "";
  hand = { chip, from, pks: carried(chip), pk: chip.dataset.p };
  hand.day = from.slice(0, 10) || cal().dataset.today;
  hand.minutes = from ? minutesOf(from.slice(11)) : 9 * 60;
  hand.pile = chip.closest("[data-pile]");
  hand.ghost = ghostOf(chip, hand.pks.length);
  document.body.classList.add("carrying");
  chip.classList.add("carried");
  point(`${cal().dataset.picked} `);
}

function step([days, downs], large) {
  const view = cal().dataset.view;
  if (view === "board") {
    const piles = [...cal().querySelectorAll("[data-pile]")];
    hand.pile = piles[Math.max(0, Math.min(piles.length - 1, piles.indexOf(hand.pile) + Math.sign(days)))];
    return point();
  }
  const byHour = view === "week" || view === "day";
  hand.day = dayAfter(hand.day, days + (byHour ? 0 : downs * 7));
  if (byHour) hand.minutes = Math.max(0, Math.min(23 * 60 + 45, Math.round(hand.minutes / 15) * 15 + downs * (large ? 60 : 15)));
  return point();
}

// Show where it would go; a day that is not on the page brings its page.
async function point(before = "") {
  let to = aim();
  if (!to && cal().dataset.view !== "list") {
    const shown = cal().querySelector("[data-day]")?.dataset.day ?? "";
    const arrow = cal().querySelector(`[data-key=${hand.day < shown ? "left" : "right"}]`);
    if (arrow && (await refresh(arrow.href)) === true) to = aim();
  }
  if (!hand) return;
  hand.to = to ?? { place: hand.chip, day: hand.day, never: hand.day < cal().dataset.today };
  show(hand.to, hand.ghost);
  const box = hand.to.place.getBoundingClientRect();
  const down = hand.to.clock && hand.to.place.matches(".wk-col") ? (box.height * minutesOf(hand.to.clock)) / 1440 : 18;
  if (hand.to.place.matches(".wk-col")) keepInSight(box.top + down);
  const seen = hand.to.place.getBoundingClientRect();
  hand.ghost.style.left = `${Math.min(seen.left + 8, window.innerWidth - 200)}px`;
  hand.ghost.style.top = `${Math.min(seen.top + down, window.innerHeight - 70)}px`;
  announce(before + (hand.to.never ? cal().dataset.past : words(hand.to)));
}

function aim() {
  if (hand.pile && cal().contains(hand.pile)) return { place: hand.pile, stage: hand.pile.dataset.pile, never: !("takes" in hand.pile.dataset) };
  const place = cal().querySelector(`[data-day="${hand.day}"]`);
  if (!place) return null;
  if (!place.matches(".wk-col")) return { place, day: hand.day, never: hand.day < cal().dataset.today };
  const never = hasPassed(place, Math.floor(hand.minutes / 15));
  return { place, day: hand.day, clock: clockOf(hand.minutes), never };
}

function keepInSight(y) {
  const body = cal().querySelector(".wk-body");
  const box = body.getBoundingClientRect();
  if (y < box.top + 20) body.scrollTop -= box.top + 60 - y;
  if (y > box.bottom - 60) body.scrollTop += y - box.bottom + 100;
}

async function putDown() {
  const { to, pks, from, chip, pk } = hand;
  if (!to || to.never) return announce(cal().dataset.past);
  putAway();
  const here = cal().querySelector(`[data-p="${pk}"]`) ?? chip;
  await put(here, pks, from, to);
  cal().querySelector(`[data-p="${pk}"]`)?.focus();
}

function putBack() {
  const { pk } = hand;
  putAway();
  announce(cal().dataset.putBack);
  cal().querySelector(`[data-p="${pk}"]`)?.focus();
}

function putAway() {
  hand.ghost.remove();
  hand.chip.classList.remove("carried");
  hand = null;
  letGo();
}
