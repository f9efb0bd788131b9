// Draw again what others, or the clock, have changed: only what differs, and nothing that is being used.
export const cal = () => document.getElementById("cal");
const EVERY = 5000;
const listeners = [];
let touched = 0;

// A hand took something up or put it down: what was asked before that is no longer how things are.
export const touch = () => touched++;

// A press asks for another view or period. What it overtakes is not drawn: neither an older press nor a refresh.
let asked = null;
const isOfCalendar = (event) => event.detail.target?.id === "cal";
document.addEventListener("htmx:beforeSend", (event) => {
  if (!isOfCalendar(event)) return;
  asked = event.detail.xhr;
  touch();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isOfCalendar(event) && event.detail.xhr !== asked) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr === asked) asked = null;
});

export const whenDrawn = (act) => listeners.push(act);
export const drawn = () => listeners.forEach((act) => act());

// Ask for the calendar as it is now. A period can be another one: then the address says so too. "out": not signed in.
export async function refresh(address = location.href) {
  if (asked && address === location.href) return false;
  const before = touched;
  const answer = await fetch(address, { headers: { "X-Part": "calendar" } }).catch(() => null);
  if (!answer?.ok) return false;
  const read = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("cal");
  if (!read) return answer.redirected ? "out" : false;
  if (before !== touched && address === location.href) return false;
  const focused = document.activeElement?.closest?.("[data-p]")?.dataset.p;
  patch(cal(), document.importNode(read, true));
  if (focused) cal().querySelector(`[data-p="${focused}"]`)?.focus({ preventScroll: true });
  if (address !== location.href) history.pushState(null, "", address);
  drawn();
  return true;
}

// The same for what was not answered; nothing is drawn under a hand.
export const look = async () => !document.body.classList.contains("carrying") && refresh();

const blocks = (from) => [...from.querySelectorAll("[data-grid] > [id], .wk-body > [id], .agenda > [id]")];

function patch(old, fresh) {
  const before = blocks(old);
  const after = blocks(fresh);
  const same = old.dataset.view === fresh.dataset.view && before.length > 0 && before.map((one) => one.id).join() === after.map((one) => one.id).join();
  if (!same) {
    old.replaceWith(fresh);
    window.htmx.process(fresh);
    return;
  }
  before.forEach((one, number) => {
    const next = after[number];
    if (plain(one) !== plain(next)) {
      next.tabIndex = one.tabIndex;
      one.replaceWith(next);
    }
  });
  for (const place of ["#foot", ".symbols", ".next", "#steps"]) {
    const [one, next] = [old.querySelector(place), fresh.querySelector(place)];
    if (place === "#steps" && one && !next) one.remove(); // the last of them is done
    if (one && next && one.innerHTML !== next.innerHTML) {
      one.replaceWith(next);
      if (place === "#steps") window.htmx.process(next);
    }
  }
  for (const chip of old.querySelectorAll(".saving")) chip.classList.remove("saving");
  const token = "[name=csrfmiddlewaretoken]"; // another one after signing in again
  old.querySelector(token).value = fresh.querySelector(token).value;
  old.dataset.marker = fresh.dataset.marker;
}

// What is only ours (a chosen post, the place of the focus) is no difference.
function plain(block) {
  const copy = block.cloneNode(true);
  copy.removeAttribute("tabindex");
  for (const chip of copy.querySelectorAll("[data-p]")) {
    chip.classList.remove("chosen", "carried", "saving");
    chip.removeAttribute("aria-selected");
  }
  copy.querySelectorAll(".here").forEach((one) => one.remove());
  for (const box of copy.querySelectorAll("input")) box.removeAttribute("checked");
  return copy.outerHTML;
}

// A small question every few seconds while the page is looked at; an answer without words means: nothing new.
export function pulse() {
  let since = "";
  const ask = async () => {
    if (document.hidden || !cal() || document.body.classList.contains("carrying") || document.querySelector("dialog[open], details.pick[open]")) return;
    const answer = await fetch(`${cal().dataset.pulse}?since=${since}`).catch(() => null);
    if (answer?.status !== 200 || answer.redirected) return;
    const said = await answer.json().catch(() => null);
    if (!said) return;
    const badge = () => cal().querySelector("[data-mine]");
    since = said.at;
    if (said.at !== cal().dataset.marker && (await refresh()) === true) cal().dataset.marker = said.at;
    if (badge()) badge().textContent = said.mine ? (said.mine > 99 ? "99+" : said.mine) : "";
    mine = badge()?.textContent ?? "";
  };
  let mine = "";
  whenDrawn(() => {
    const badge = cal().querySelector("[data-mine]");
    if (badge && mine) badge.textContent = mine;
  });
  ask();
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}

window.addEventListener("popstate", () => cal() && refresh());
