// The page of one asset: words and a focal point that save themselves.
import { focal } from "./focal.js";
import { typedAlready } from "./typed.js";

const page = document.getElementById("asset");
const $ = (selector, from = document) => from.querySelector(selector);
const saved = document.getElementById("saved");

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
for (const early of describe ? typedAlready(describe) : []) {
  if (early.name !== "tags" || early !== document.activeElement) change({ [early.name]: early.value });
}
window.addEventListener("beforeunload", (event) => {
  if (going || Object.keys(unsaved).length) event.preventDefault();
});

function count() {
  const place = document.getElementById("alt-count");
  place.textContent = `${document.getElementById("alt").value.length} / ${place.dataset.most}`;
}

if (describe) count();
focal(page, (focus, soon) => change({ focus_x: focus?.[0] ?? "", focus_y: focus?.[1] ?? "" }, soon));
