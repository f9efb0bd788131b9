// Previews, counts and findings: the server draws them from what would be sent, and they stand here.
import { $, $$, fits, form, onChange, page, parsed } from "./composer-form.js";
import { unfoldable } from "./composer-shown.js";
import { notSaved, reason } from "./composer-keep.js";

let timer = 0;
let newest = 0;
const drawn = [];
/** Hears of each new preview, after it stands on the page. */
export const onDrawn = (listener) => drawn.push(listener);

export function soon(milliseconds = 250) {
  clearTimeout(timer);
  timer = setTimeout(preview, milliseconds);
}

onChange(() => soon());

export async function preview(more = {}) {
  const mine = ++newest;
  const body = new FormData(form);
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  if (!fits(body)) return notSaved(form.dataset.tooLong);
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body });
    if (mine !== newest) return;
    if (!answer.ok) return notSaved(await reason(answer));
    put(parsed(await answer.text()));
  } catch {
    // No network: what is typed stays here, and the next change tries again.
  }
}

function put(read) {
  const said = read.getElementById("said").content;
  $("#when-says").replaceChildren(...$("[data-when]", said).childNodes);
  renew($("#when-change"), $("[data-change]", said));
  renew($("#checks"), $("[data-checks]", said));
  for (const listener of drawn) listener(said);
  offer($("[data-acts]", said));
  read.getElementById("said").remove();
  $("#preview").replaceChildren(...read.body.childNodes);
  after();
}

function after() {
  unfoldable($("#preview"));
  for (const listener of drawn) listener(null);
  waitForCopies();
}

// What says the same stays, and with it the focus.
function renew(place, said) {
  if (place.textContent.trim() === said.textContent.trim()) return;
  const held = place.contains(document.activeElement) && document.activeElement.dataset.fix;
  place.replaceChildren(...said.childNodes);
  if (held) ($(`[data-fix="${CSS.escape(held)}"]`, place) ?? $("button", place))?.focus();
}

// While a copy of a picture is being made, look again: soon, then more slowly, for two minutes.
let looks = 0;

function waitForCopies() {
  looks = $("#preview [data-coming]") ? looks + 1 : 0;
  if (looks && looks <= 40) soon(Math.min(700 + looks * 150, 4000));
}

// The buttons follow what is typed. They are left alone while one is pressed, and the focus stays where it was.
function offer(acts) {
  const bar = document.getElementById("acts");
  const spelt = (from) => $$("button", from).map((one) => [one.value, one.className, one.textContent].join()).join();
  if (page.sending || spelt(bar) === spelt(acts)) return;
  if (bar.matches(":active") || $("details[open]", bar)) return soon(300);
  const held = bar.contains(document.activeElement) && document.activeElement.value;
  bar.replaceChildren(...acts.childNodes);
  if (held) ($(`[value="${held}"]`, bar) ?? $("[value=save]", bar)).focus();
}

export const begin = after;
