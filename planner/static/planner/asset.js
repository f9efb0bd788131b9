// The page of one asset: words that save themselves, the focal point, crops that follow it.
const page = document.getElementById("asset");
const $ = (selector, from = document) => from.querySelector(selector);
const saved = document.getElementById("saved");
const size = { width: Number(page.dataset.width), height: Number(page.dataset.height) };
const isSet = page.dataset.x !== "" && page.dataset.y !== "";
let focus = isSet ? [Number(page.dataset.x), Number(page.dataset.y)] : null; // thousandths; null: the middle

// --- Saving: only what changed, one request at a time -----------------------------------------------
const token = $("#describe [name=csrfmiddlewaretoken]")?.value;
let unsaved = {};
let timer = 0;
let going = false;

function change(fields, soon = 700) {
  if (!page.dataset.save) return;
  Object.assign(unsaved, fields);
  saved.className = "muted small";
  saved.textContent = page.dataset.saving;
  clearTimeout(timer);
  timer = setTimeout(save, soon);
}

async function save() {
  if (going || !Object.keys(unsaved).length) return;
  const fields = unsaved;
  unsaved = {};
  going = true;
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
  const answer = await fetch(page.dataset.save, { method: "POST", body, headers: { "X-Part": "saved" } }).catch(() => null);
  going = false;
  if (!answer?.ok) {
    unsaved = { ...fields, ...unsaved };
    saved.className = "wrong small";
    saved.textContent = page.dataset.lost;
    timer = setTimeout(save, 5000);
    return;
  }
  const read = await answer.json();
  if (Object.keys(unsaved).length) return save();
  saved.className = "muted small";
  saved.textContent = read.said;
  document.getElementById("asset-name").textContent = read.name;
}

const describe = document.getElementById("describe");
describe?.addEventListener("input", (event) => {
  const { name, value } = event.target;
  if (name && name !== "tags") change({ [name]: value }); // a tag that is half typed would be kept as one
  if (event.target.id === "alt") count();
});
describe?.addEventListener("change", ({ target }) => change(target.name ? { [target.name]: target.value } : {}, 0));
describe?.addEventListener("submit", (event) => {
  event.preventDefault();
  change({}, 0);
});
window.addEventListener("beforeunload", (event) => {
  if (going || Object.keys(unsaved).length) event.preventDefault();
});

function count() {
  const place = document.getElementById("alt-count");
  place.textContent = `${document.getElementById("alt").value.length} / ${place.dataset.most}`;
}

// --- The focal point -----------------------------------------------------------------------------------
const mark = document.getElementById("focal-mark");
const picture = $("#focal img");
const within = (value) => Math.min(1000, Math.max(0, Math.round(value)));

function put(x, y, soon = 0) {
  focus = [within(x), within(y)];
  draw();
  change({ focus_x: focus[0], focus_y: focus[1] }, soon);
}

function draw() {
  const [x, y] = focus ?? [500, 500];
  if (mark) {
    mark.style.left = `${x / 10}%`;
    mark.style.top = `${y / 10}%`;
    mark.classList.toggle("none", !focus);
    const words = page.dataset.where.replace("%x", Math.round(x / 10)).replace("%y", Math.round(y / 10));
    mark.setAttribute("aria-label", words);
  }
  for (const frame of document.querySelectorAll("[data-crop]")) drawCrop(frame, x, y);
}

function at(event) {
  const box = picture.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * 1000, ((event.clientY - box.top) / box.height) * 1000];
}

if (mark) {
  picture.addEventListener("click", (event) => {
    put(...at(event));
    mark.focus();
  });
  mark.addEventListener("pointerdown", (event) => mark.setPointerCapture(event.pointerId));
  mark.addEventListener("pointermove", (event) => mark.hasPointerCapture(event.pointerId) && put(...at(event), 300));
  mark.addEventListener("keydown", (event) => {
    const far = event.shiftKey ? 100 : 20;
    const by = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = focus ?? [500, 500];
    put(x + by[0], y + by[1], 350);
  });
  document.getElementById("focal-none").addEventListener("click", () => {
    focus = null;
    draw();
    change({ focus_x: "", focus_y: "" }, 0);
  });
}

// --- Crops: the focal point as near to the middle as the picture's edges allow ------------------------------
function cut(frame) {
  const box = frame.getBoundingClientRect();
  const scale = Math.max(box.width / size.width, box.height / size.height);
  return { box, wide: size.width * scale, high: size.height * scale };
}

const along = (centre, whole, part) => Math.min(Math.max(centre * whole - part / 2, 0), Math.max(whole - part, 0));

function drawCrop(frame, x, y) {
  const { box, wide, high } = cut(frame);
  const left = along(x / 1000, wide, box.width);
  const top = along(y / 1000, high, box.height);
  const percent = (from, room) => (room > 0.5 ? (from / room) * 100 : 50);
  const across = percent(left, wide - box.width);
  const down = percent(top, high - box.height);
  $("img", frame).style.objectPosition = `${across}% ${down}%`;
  const form = frame.closest("li").querySelector("form");
  if (!form) return;
  form.elements.namedItem("focus_x").value = focus ? focus[0] : "";
  form.elements.namedItem("focus_y").value = focus ? focus[1] : "";
}

for (const frame of mark ? document.querySelectorAll("[data-crop]") : []) {
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    const { box, wide, high } = cut(frame);
    const [x, y] = focus ?? [500, 500];
    const left = along(x / 1000, wide, box.width);
    const top = along(y / 1000, high, box.height);
    from = { x: event.clientX, y: event.clientY, left, top, box, wide, high, focus: [x, y] };
    frame.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  frame.addEventListener("pointermove", (event) => {
    if (!from) return;
    const move = (start, moved, whole, part, held) => {
      if (whole - part < 1) return held; // nothing is cut along this side
      const to = Math.min(Math.max(start - moved, 0), whole - part);
      return ((to + part / 2) / whole) * 1000;
    };
    const x = move(from.left, event.clientX - from.x, from.wide, from.box.width, from.focus[0]);
    const y = move(from.top, event.clientY - from.y, from.high, from.box.height, from.focus[1]);
    put(x, y, 300);
  });
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, () => (from = null));
}

window.addEventListener("resize", draw);
draw();
