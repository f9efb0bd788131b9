// A channel's queue: posts are dragged to other places, by pointer or by keys; every move can be undone for ten seconds.
const root = document.getElementById("queue");
const says = document.getElementById("queue-says");
const UNDO_FOR = 10_000;
const FAR = 5; // pixels before a press becomes a drag
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
  try {
    const answer = await fetch(root.dataset.at + location.search, { method: "POST", body, headers: { "X-Part": "queue" } });
    const told = await answer.json();
    if (told.html) redraw(told.html, focus);
    if (told.ask) return await sure(told.ask, fields, focus);
    if (told.refused) toast(told.refused, "error");
    else toast(told.said, "success", told.undo);
  } catch {
    toast(root.dataset.lost, "error");
  } finally {
    root.removeAttribute("aria-busy");
  }
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

function toast(text, kind, undo) {
  const line = document.createElement("p");
  line.className = `toast ${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "q-undo";
    button.textContent = root.dataset.undo;
    button.addEventListener("click", () => {
      line.remove();
      send({ do: "undo", spots: undo });
    });
    line.append(button);
  }
  const box = document.getElementById("toasts");
  box.querySelectorAll(".q-undo").forEach((old) => old.closest(".toast").remove()); // only the last move can be undone
  box.append(line);
  setTimeout(() => line.remove(), undo ? UNDO_FOR : 7000);
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  if (event.target.closest("input, textarea, select")) return;
  const button = document.querySelector(".q-undo");
  if (button) {
    event.preventDefault();
    button.click();
  }
});

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

root.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest(".q-handle");
  if (!handle || event.button !== 0 || held) return;
  const line = handle.closest("[data-post]");
  const begin = { x: event.clientX, y: event.clientY };
  handle.setPointerCapture(event.pointerId);
  const move = (moved) => {
    if (!held && Math.hypot(moved.clientX - begin.x, moved.clientY - begin.y) > FAR) {
      pickUp(line);
      held.ghost = document.createElement("div");
      held.ghost.className = "q-ghost";
      held.ghost.textContent = held.title;
      document.body.append(held.ghost);
    }
    if (!held) return;
    held.ghost.style.translate = `${moved.clientX + 12}px ${moved.clientY + 8}px`;
    held.ghost.style.inset = "0 auto auto 0";
    goOver(document.elementFromPoint(moved.clientX, moved.clientY)?.closest("[data-place]") ?? null);
    const edge = moved.clientY < 60 ? -1 : moved.clientY > innerHeight - 60 ? 1 : 0;
    if (edge) scrollBy(0, edge * 14);
  };
  const end = (ended) => {
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", end);
    handle.removeEventListener("pointercancel", end);
    if (!held?.ghost) return;
    if (ended.type === "pointercancel") letGo();
    else drop();
    handle.addEventListener("click", (click) => click.stopImmediatePropagation(), { once: true, capture: true });
    setTimeout(() => handle.isConnected && handle.blur(), 0);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end);
  handle.addEventListener("pointercancel", end);
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
  if (event.key === "Escape" && held) letGo(); // of a drag by pointer
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
