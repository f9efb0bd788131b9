// A card looked at closely: when a mouse rests on it, by the other button, or by a key. What can be done is there too.
import { doTo } from "./calendar-choose.js";
import { cal } from "./calendar-live.js";

const REST = 600; // milliseconds that a mouse rests before it is shown something
const LEAVE = 250;
const GAP = 8; // pixels
const glance = document.getElementById("glance");
let chip = null; // whose it is
let timer = 0;

export function glancing() {
  document.addEventListener("pointerover", rest);
  document.addEventListener("pointerdown", (event) => {
    clearTimeout(timer);
    if (!glance.contains(event.target)) close();
  });
  document.addEventListener("contextmenu", (event) => {
    const on = event.target.closest?.(".p[data-p]");
    if (!on || event.pointerType === "touch" || isBusy()) return;
    event.preventDefault();
    open(on, true);
  });
  document.addEventListener("keydown", byKey, true);
  glance.addEventListener("click", act);
  window.addEventListener("scroll", (event) => !glance.contains(event.target) && close(), true);
}

const isBusy = () => document.body.classList.contains("carrying") || Boolean(document.querySelector("dialog[open], details.pick[open]"));

function rest(event) {
  if (event.pointerType !== "mouse" || event.buttons) return;
  const on = event.target.closest?.(".p[data-p]");
  clearTimeout(timer);
  if ((on && on.dataset.p === chip?.dataset.p) || glance.contains(event.target)) return;
  if (on) timer = setTimeout(() => !isBusy() && on.isConnected && open(on, false), REST);
  else if (!glance.contains(document.activeElement)) timer = setTimeout(close, LEAVE);
}

async function open(on, byWill) {
  clearTimeout(timer);
  close();
  chip = on;
  const answer = await fetch(`${new URL(on.href).pathname}glance/`).catch(() => null);
  if (chip !== on) return;
  if (!answer?.ok || answer.redirected || isBusy()) {
    chip = null;
    return;
  }
  glance.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  glance.hidden = false;
  place(chip.getBoundingClientRect());
  if (byWill) glance.querySelector("a, button:not([data-glance=close])")?.focus();
}

// Beside the card where there is room, so that neither it nor its neighbours of the day are covered.
function place(box) {
  const { offsetWidth: width, offsetHeight: height } = glance;
  const isRight = box.right + GAP + width <= window.innerWidth;
  const left = isRight ? box.right + GAP : box.left - GAP - width;
  glance.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`;
  glance.style.top = `${Math.max(GAP, Math.min(box.top, window.innerHeight - height - GAP))}px`;
}

function close() {
  if (!chip) return;
  const had = glance.contains(document.activeElement);
  const pk = chip.dataset.p;
  glance.hidden = true;
  glance.replaceChildren();
  chip = null;
  if (had) cal().querySelector(`[data-p="${pk}"]`)?.focus({ preventScroll: true });
}

function byKey(event) {
  if (event.key === "Escape" && chip) {
    clearTimeout(timer);
    close();
    event.preventDefault();
    return event.stopPropagation();
  }
  if (event.key !== "." || event.ctrlKey || event.metaKey || event.altKey || !("keys" in document.body.dataset)) return;
  const on = document.activeElement?.closest?.(".p[data-p]");
  if (on && !isBusy()) open(on, true);
}

function act(event) {
  const what = event.target.closest("[data-glance]")?.dataset.glance;
  if (!what) return;
  const pk = chip.dataset.p;
  close();
  if (what !== "close") doTo([pk], what);
}
