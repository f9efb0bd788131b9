// A channel's queue: posts are carried to other places, by mouse, finger, pen or keys; every move can be undone for ten seconds.
import { offerBack, toast } from "./almanac.js";
import { change } from "./answers.js";
import { pressing } from "./pressing.js";

const root = document.getElementById("queue");
const says = document.getElementById("queue-says");
let held = null; // {post, from, over, ghost}: what is being moved

const places = () => [...root.querySelectorAll("[data-place]")];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const lineOf = (post) => root.querySelector(`[data-post="${post}"]`);

// --- Sending ------------------------------------------------------------------------------------
let last = Promise.resolve(); // one at a time, in the order they were asked for

function send(fields, focus) {
  last = last.then(() => sendNow(fields, focus));
  return last;
}

async function sendNow(fields, focus) {
  const body = new URLSearchParams(fields);
  body.set("csrfmiddlewaretoken", root.querySelector("[name=csrfmiddlewaretoken]").value);
  root.setAttribute("aria-busy", "true");
  const told = await change(root.dataset.at + location.search, { body, headers: { "X-Part": "queue" } }, look);
  root.removeAttribute("aria-busy");
  if (!told) return;
  if (told.html) redraw(told.html, focus);
  if (told.ask) await sure(told.ask, fields, focus);
  else if (told.said && told.undo) offerBack(told.said, root.dataset.undo, () => send({ do: "undo", spots: told.undo }));
  else if (told.said) toast(told.said, "success");
  else toast(told.refused ?? root.dataset.failed, "error");
}

// The queue as it stands now, with a token that is good after signing in again.
async function look() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("queue");
  if (held) return false; // nothing is drawn under a hand
  if (!fresh) return answer.redirected ? "out" : false;
  root.replaceChildren(...fresh.childNodes);
  return true;
}

async function sure(concerns, fields, focus) {
  if (!window.confirm([...concerns, "", root.dataset.sure].join("\n"))) return;
  const again = new URLSearchParams(fields);
  again.set("sure", "1");
  await sendNow(again, focus);
}

function redraw(html, focus) {
  const read = new DOMParser().parseFromString(html, "text/html");
  const token = root.querySelector(":scope > [name=csrfmiddlewaretoken]");
  root.replaceChildren(token, ...read.body.childNodes);
  if (focus) (lineOf(focus)?.querySelector(".q-handle") ?? root.querySelector("button, a"))?.focus();
}

// --- Picking up, over, dropping -----------------------------------------------------------------
function pickUp(line) {
  held = { post: line.dataset.post, title: line.dataset.title, from: line, over: line, ghost: null };
  line.classList.add("is-held-up");
  line.querySelector(".q-handle").setAttribute("aria-pressed", "true");
}

function goOver(line) {
  held.over?.classList.remove("is-over");
  held.over = line;
  if (line && line !== held.from) line.classList.add("is-over");
}

function letGo() {
  held.from.classList.remove("is-held-up");
  held.from.querySelector(".q-handle")?.setAttribute("aria-pressed", "false");
  held.over?.classList.remove("is-over");
  held.ghost?.remove();
  const was = held;
  held = null;
  return was;
}

function drop() {
  const { post, from, over } = letGo();
  if (!over || over === from) return false;
  if (over.dataset.post) send({ do: "move", post, before: over.dataset.post }, post);
  else send({ do: "put", post, at: over.dataset.place }, post);
  return true;
}

// With the mouse, and at once with a finger, by the handle; with a finger or a pen that rests, by the whole line.
const putDownPointer = pressing({
  from(event) {
    if (held || !root.contains(event.target)) return null;
    const handle = event.target.closest(".q-handle");
    const line = event.target.closest("[data-post]");
    if (handle || event.pointerType === "mouse") return handle && line;
    return event.target.closest("button, form") ? null : line?.querySelector(".q-handle") && line;
  },
  atOnce: (event) => Boolean(event.target.closest(".q-handle")),
  begin(line) {
    pickUp(line);
    held.ghost = document.createElement("div");
    held.ghost.className = "q-ghost";
    held.ghost.textContent = held.title;
    document.body.append(held.ghost);
  },
  follow(x, y) {
    held.ghost.style.translate = `${x + 12}px ${y + 8}px`;
    held.ghost.style.inset = "0 auto auto 0";
    const to = document.elementFromPoint(x, y)?.closest("[data-place]") ?? null;
    if (to !== held.over) {
      goOver(to);
      if (to) tell(to);
    }
    const edge = y < 60 ? -1 : y > innerHeight - 60 ? 1 : 0;
    if (edge) scrollBy(0, edge * 14);
  },
  drop() {
    says.textContent = drop() ? root.dataset.dropped : root.dataset.letGo;
    setTimeout(() => document.activeElement?.matches(".q-handle") && document.activeElement.blur(), 0);
  },
  cancel: letGo,
});

root.addEventListener("keydown", (event) => {
  const handle = event.target.closest(".q-handle");
  if (!handle || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = held && !held.ghost ? whileHeld[event.key] : { Enter: begin, " ": begin }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act(handle);
});

function begin(handle) {
  pickUp(handle.closest("[data-post]"));
  says.textContent = fill(root.dataset.picked, { title: held.title });
}

function along(steps) {
  const all = places();
  const to = all[Math.min(Math.max(all.indexOf(held.over) + steps, 0), all.length - 1)];
  goOver(to);
  to.scrollIntoView({ block: "nearest" });
  tell(to);
}

function tell(to) {
  const text = to.dataset.post ? root.dataset.over : root.dataset.free;
  says.textContent = fill(text, { when: to.dataset.when, title: to.dataset.title ? `“${to.dataset.title}”` : "" });
}

function put() {
  says.textContent = drop() ? root.dataset.dropped : root.dataset.letGo;
}

const whileHeld = {
  ArrowUp: () => along(-1),
  ArrowDown: () => along(1),
  PageUp: () => along(-7),
  PageDown: () => along(7),
  Home: () => along(-9999),
  End: () => along(9999),
  Enter: put,
  " ": put,
  Escape: () => {
    letGo();
    says.textContent = root.dataset.letGo;
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !held?.ghost) return;
  putDownPointer();
  says.textContent = root.dataset.letGo;
});

root.addEventListener("focusout", (event) => {
  if (held && !held.ghost && event.target.closest(".q-handle")) letGo();
});

// --- Buttons: the same forms that work without this file -----------------------------------------
root.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-queue]")) return;
  event.preventDefault();
  const fields = new FormData(event.target, event.submitter);
  const kept = [...fields].filter(([name]) => name !== "csrfmiddlewaretoken");
  send(kept, fields.get("post"));
});
