// What became of a change. No answer is not a no: it may have been done, so the page looks again until it knows.
import { toast } from "./almanac.js";

const AGAIN = 2500;
const UNHEARD = [502, 503, 504]; // something in between says so, not the server
let looking = false;
let line = null;

// Gives what the server said, and {} when it took nothing; null when that is not known: then it was told,
// and `look` draws what is true as soon as there is an answer. `look` gives true, false, or "out" without a session.
export async function change(address, options, look) {
  const answer = await fetch(address, { method: "POST", ...options }).catch(() => null);
  const text = answer && !UNHEARD.includes(answer.status) ? await answer.text().catch(() => null) : null;
  if (text === null) return lookAgain(look, "noAnswer");
  if (answer.redirected || (answer.status === 403 && (await look()) === "out")) return lookAgain(look, "signedOut");
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// Draw what is true now, or as soon as it can be known.
export async function lookNow(look) {
  const found = await look();
  if (found === "out") say("signedOut");
  if (found !== true && !looking) until(look);
}

function lookAgain(look, why) {
  say(why);
  if (!looking) until(look);
  return null;
}

async function until(look) {
  looking = true;
  for (let found = false; found !== true; ) {
    await soon();
    found = await look();
    if (found === "out") say("signedOut");
  }
  looking = false;
  if (!line) return;
  line.remove();
  line = null;
  toast(words().known);
}

const words = () => document.getElementById("toasts").dataset;

function say(why) {
  if (!line?.isConnected) line = toast(words()[why], "waits", 0);
  else if (line.firstChild.textContent !== words()[why]) line.firstChild.textContent = words()[why];
}

// In a moment, or as soon as there is a network again.
const soon = () =>
  new Promise((done) => {
    const go = () => {
      clearTimeout(timer);
      window.removeEventListener("online", go);
      done();
    };
    const timer = setTimeout(go, AGAIN);
    window.addEventListener("online", go);
  });
