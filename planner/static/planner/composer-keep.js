// Autosave: what is typed is kept for its writer, and a new post becomes a draft, before anybody asks.
import { toast } from "./almanac.js";
import { $, $$, fits, form, onChange, page, parsed, spelled } from "./composer-form.js";

const RHYTHM = 4000; // milliseconds
let dirty = false;
let keeping = null; // a save under way, which answers whether it was taken
let kept = "";

onChange(() => (dirty = true));

// Said beside the title, so that nobody believes that words are safe which are not.
export function notSaved(why) {
  const line = document.createElement("span");
  line.className = "wrong";
  line.dataset.lost = "";
  line.textContent = `${form.dataset.notSaved} ${why}`;
  if ($("#saved").textContent !== line.textContent) $("#saved").replaceChildren(line);
}

export async function reason(answer) {
  if (answer.status === 400 || answer.status === 413) return form.dataset.tooLong;
  const sentences = $$(".sorry span", parsed(await answer.text())).map((one) => one.textContent);
  return answer.status === 422 && sentences.length ? sentences.join(" ") : form.dataset.unreached;
}

// What is typed while a save is under way is dirty again, and is saved next time.
export async function keep() {
  if (!dirty || page.sending || keeping) return;
  dirty = false;
  keeping = form.dataset.autosave ? store() : begin();
  const taken = await keeping.catch(() => notSaved(form.dataset.unreached));
  keeping = null;
  if (!taken) dirty = true;
}

// A new post becomes a draft as soon as something is written, so that it can be kept.
async function begin() {
  if (!$$(".editor, .title-in", form).some((one) => one.value.trim())) return false;
  const body = new FormData(form);
  for (const name of [...body.keys()]) if (name.startsWith("series-")) body.delete(name);
  body.set("do", "save");
  body.set("way", "time"); // a series begins, and a slot is taken, when somebody presses a button
  body.set("kept", "1");
  const answer = await send(location.pathname, body);
  if (!answer) return false;
  const made = $("#composer", parsed(await answer.text()));
  if (!answer.redirected || !made) return false;
  form.action = answer.url;
  for (const name of ["autosave", "preview", "here", "meet", "change"]) form.dataset[name] = made.dataset[name];
  form.elements.namedItem("based_on").value = made.elements.namedItem("based_on").value;
  $("#was").replaceChildren(...$("#was", made).childNodes);
  $("#saved").replaceChildren(...$("#saved", made).childNodes);
  history.replaceState(null, "", answer.url);
  return true;
}

async function store() {
  const body = new FormData(form);
  const now = spelled(body);
  if (now === kept) {
    $("#saved [data-lost]")?.remove();
    return true;
  }
  const answer = await send(form.dataset.autosave, body);
  if (!answer) return false;
  kept = now;
  $("#saved").replaceChildren(...parsed(await answer.text()).body.childNodes);
  return true;
}

async function send(address, body) {
  if (!fits(body)) return notSaved(form.dataset.tooLong);
  const answer = await fetch(address, { method: "POST", body });
  const isOut = answer.status === 403 || new URL(answer.url).pathname.startsWith("/account/");
  if (!isOut) return answer.ok ? answer : notSaved(await reason(answer));
  wasOut = true;
  return (await renewed()) ? null : notSaved(form.dataset.signedOut);
}

setInterval(keep, RHYTHM);
window.addEventListener("beforeunload", (event) => {
  if ((dirty || keeping) && !page.sending) event.preventDefault();
});

// --- Sending the form: once, and only to a server that is there and still knows its writer ---------------
const PATIENCE = 20_000; // milliseconds that an answer may take, before the buttons work again
let way = ""; // "asking", "going", "gone"
let wasOut = false;

document.addEventListener("submit", (event) => {
  if (event.target !== form || event.defaultPrevented) return;
  if (way === "going") return void (way = "gone");
  event.preventDefault();
  if (way) return; // the button was pressed twice
  if (!fits(new FormData(form))) return toast(form.dataset.tooLong, "error");
  go(event.submitter);
});
window.addEventListener("pageshow", stay);

async function go(by) {
  way = "asking";
  page.sending = true;
  await keeping?.catch(() => false); // a save that is under way comes first, or it would overtake this one
  const why = await trouble();
  if (why) {
    stay();
    dirty = true;
    notSaved(why);
    toast(`${form.dataset.notSaved} ${why}`, "error");
    return;
  }
  way = "going";
  const same = by?.isConnected ? by : $(`#acts [name="${by?.name}"][value="${by?.value}"]`);
  delete same?.dataset.ask; // it was asked just now
  form.requestSubmit(same);
  setTimeout(stay, PATIENCE);
}

function stay() {
  way = "";
  page.sending = false;
}

// Why the words would be lost on their way; "" where they would not.
async function trouble() {
  const answer = await fetch(form.dataset.alive, { redirect: "manual" }).catch(() => null);
  if (!answer) return form.dataset.offline;
  wasOut ||= answer.type === "opaqueredirect";
  return wasOut && !(await renewed()) ? form.dataset.signedOut : "";
}

// Who signed in again in another tab has a new token, which the page itself brings.
async function renewed() {
  const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  const fresh = answer?.ok && $("#composer [name=csrfmiddlewaretoken]", parsed(await answer.text()));
  if (!fresh) return false;
  for (const field of $$("[name=csrfmiddlewaretoken]")) field.value = fresh.value;
  wasOut = false;
  return true;
}
