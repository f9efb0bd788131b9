// The library's page: bring files by dragging, pasting, choosing or by address; choose several; see more.
import { rove, tiles } from "./tiles.js";
import { dropAndPaste, uploads } from "./uploads.js";

const page = document.getElementById("shelf");
const grid = document.getElementById("tiles");
const $ = (selector, from = document) => from.querySelector(selector);
const boxes = () => [...grid.querySelectorAll(".tick input")];
let last = null; // the box that was ticked last, where a range begins

tiles(grid, { choose: toggle, load });

async function load(address) {
  const answer = await fetch(new URL(address, location.href), { headers: { "X-Part": "tiles" } }).catch(() => null);
  return answer?.ok ? answer.text() : null;
}

// --- Choosing several ---------------------------------------------------------------------------
function toggle(tile, event) {
  const box = $(".tick input", tile);
  if (!box) return;
  box.checked = event.key.startsWith("Arrow") ? true : !box.checked;
  last = box;
  count();
}

function count() {
  const place = document.getElementById("count");
  const chosen = boxes().filter((box) => box.checked).length;
  if (place) place.textContent = chosen ? `${page.dataset.chosen} ${chosen}` : "";
}

grid.addEventListener("click", (event) => {
  const box = event.target.closest(".tick input");
  const face = event.target.closest("a.face");
  if (face && (event.shiftKey || boxes().some((one) => one.checked)) && !event.ctrlKey && !event.metaKey) {
    const mine = $(".tick input", face.closest(".tile"));
    if (!mine) return;
    event.preventDefault(); // while some are chosen, a click on a picture chooses too
    mine.checked = !mine.checked;
    range(mine, event.shiftKey);
  } else if (box) {
    range(box, event.shiftKey);
  }
});

function range(box, whole) {
  const all = boxes();
  if (whole && last?.isConnected) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = true;
  }
  last = box;
  count();
}

page.addEventListener("keydown", (event) => {
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const inside = grid.contains(event.target);
  if (inside && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
    event.preventDefault();
    for (const box of boxes()) box.checked = true;
    count();
  }
  if (event.key === "Escape") none();
  if (inside && event.key === "Delete" && boxes().some((box) => box.checked)) $("#bulk [value=remove]")?.click();
});
$("[data-none]")?.addEventListener("click", none);

function none() {
  for (const box of boxes()) box.checked = false;
  count();
}

document.getElementById("bulk")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.name !== "tags") return;
  event.preventDefault(); // or Enter would press the first button, whatever it is
  $("#bulk [value=tag]").click();
});

// --- Files ------------------------------------------------------------------------------------------
const byAddress = document.getElementById("by-address");

if (page.dataset.upload) {
  const token = $("[name=csrfmiddlewaretoken]", byAddress).value;
  const { collection } = page.dataset; // what comes while one is open belongs there
  const fields = collection ? { collection } : {};
  const way = uploads({ address: page.dataset.upload, token, fields, done: arrived });
  dropAndPaste(document, way.add);
  page.addEventListener("change", (event) => {
    if (!event.target.matches("[data-files]")) return;
    way.add([...event.target.files]);
    event.target.value = "";
  });
  byAddress.addEventListener("submit", (event) => {
    event.preventDefault();
    way.bring(byAddress.elements.namedItem("address").value, byAddress.getAttribute("action"));
    byAddress.reset();
    byAddress.closest("details").open = false;
  });
  window.addEventListener("beforeunload", (event) => way.busy() && event.preventDefault());
}

function arrived(answer, row) {
  const link = document.createElement("a");
  link.className = "link";
  link.href = answer.address;
  link.textContent = $(".what", row).textContent;
  $(".what", row).replaceChildren(link);
  document.getElementById("total").textContent = answer.total;
  if (page.dataset.plain === "1" && !page.dataset.collection) $(".found-count").textContent = answer.files;
  const there = $(`[data-asset="${answer.id}"]`, grid);
  if (answer.was_there && page.dataset.collection) return there?.classList.add("new");
  if (there || page.dataset.plain !== "1") return there?.classList.add("new");
  const tile = new DOMParser().parseFromString(answer.tile, "text/html").body.firstElementChild;
  tile.classList.add("new");
  grid.prepend(tile);
  document.getElementById("empty")?.remove();
  rove(grid, $(".face", grid));
}

count();
