// How previews are looked at: width, light, and the fold where a network folds. On every page that shows them.
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const open = new Set(); // the parts that somebody unfolded, so that they stay so

/** Folds what is longer than the network shows; the lines are counted as they are drawn here. */
export function unfoldable(place) {
  for (const article of $$("[data-fold-after]", place)) {
    $$(".entry", article).forEach((entry, number) => fold(entry, article, `${article.dataset.channel}/${number}`));
  }
}

function fold(entry, article, key) {
  const body = entry.querySelector(".body");
  const button = entry.querySelector(".unfold");
  const high = parseFloat(getComputedStyle(body).lineHeight);
  if (!high || open.has(key) || body.scrollHeight <= high * article.dataset.foldAfter + 2) return;
  body.style.setProperty("--lines", article.dataset.foldTo);
  body.classList.add("folded");
  button.hidden = false;
  button.onclick = () => {
    open.add(key);
    body.classList.remove("folded");
    button.hidden = true;
  };
}

const KEPT = "almanac-glass";
const glass = document.querySelector(".glass");
const place = document.getElementById("preview");

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function look(how) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const { width = "phone", light = dark ? "night" : "day" } = how;
  document.documentElement.dataset.previewWidth = place.dataset.width = width;
  place.dataset.light = light;
  for (const button of $$("[data-glass]", glass)) {
    button.setAttribute("aria-pressed", [`width=${width}`, `light=${light}`].includes(button.dataset.glass));
  }
}

if (glass && place) {
  look(remembered());
  glass.addEventListener("click", (event) => {
    const [name, value] = event.target.closest("[data-glass]")?.dataset.glass.split("=") ?? [];
    if (!name) return;
    const how = { ...remembered(), [name]: value };
    localStorage.setItem(KEPT, JSON.stringify(how));
    look(how);
    for (const body of $$(".folded", place)) body.classList.remove("folded");
    unfoldable(place);
  });
}
