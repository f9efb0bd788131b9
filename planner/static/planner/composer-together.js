// Who else has this post open, and what happens when somebody saves first: it is said at once, and nothing is lost.
import { $, $$, form, page, parsed, token } from "./composer-form.js";

const RHYTHM = 5000; // milliseconds; whoever was not heard of for 20 seconds is gone
let met = "";

async function here() {
  if (!form.dataset.here || page.sending || document.visibilityState !== "visible") return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token);
  body.set("writing", Date.now() - page.typedAt < RHYTHM * 1.5 ? "1" : "0");
  body.set("based_on", form.elements.namedItem("based_on").value);
  for (const was of $$("#was input", form)) body.set(was.name, was.value);
  const answer = await fetch(form.dataset.here, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const said = parsed(await answer.text()).body;
  if ($("#here").innerHTML !== said.innerHTML) $("#here").replaceChildren(...said.childNodes);
  const newer = $("#here [data-newer]")?.dataset.newer ?? "";
  if (newer && newer !== met) await meet(newer);
}

// Their version beside what stands here now.
async function meet(newer) {
  const answer = await fetch(form.dataset.meet, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok) return;
  met = newer;
  $("#met").replaceChildren(...parsed(await answer.text()).body.childNodes);
}

setInterval(here, RHYTHM);
here();
document.addEventListener("visibilitychange", here);
window.addEventListener("pagehide", () => {
  if (!form.dataset.here) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token);
  body.set("leaving", "1");
  navigator.sendBeacon(form.dataset.here, body);
});
