// A grid of tiles: one stop for Tab, arrows, Home and End inside it, and "Show more" that stays on the page.
const $$ = (selector, from) => [...from.querySelectorAll(selector)];
const faces = (grid) => $$(".face", grid);

/** `choose(tile, event)` is called for Space; `load(address)` gets the next tiles as HTML. */
export function tiles(grid, { choose, load }) {
  rove(grid, faces(grid)[0]);
  grid.addEventListener("focusin", (event) => event.target.matches(".face") && rove(grid, event.target));
  grid.addEventListener("keydown", (event) => {
    if (!event.target.matches(".face")) return;
    const all = faces(grid);
    const to = step(all, all.indexOf(event.target), event.key);
    if (event.key === " " && choose) {
      event.preventDefault();
      choose(event.target.closest(".tile"), event);
    } else if (to) {
      event.preventDefault();
      event.stopPropagation();
      to.focus();
      if (event.shiftKey && choose) choose(to.closest(".tile"), event);
    }
  });
  grid.addEventListener("click", async (event) => {
    const more = event.target.closest("[data-more]");
    if (!more || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const words = await load(more.getAttribute("href"));
    if (words === null) return location.assign(more.href);
    const read = new DOMParser().parseFromString(words, "text/html");
    const made = [...read.body.children];
    more.closest(".more").replaceWith(...made);
    rove(grid, made[0]?.querySelector(".face"));
    made[0]?.querySelector(".face")?.focus();
  });
}

export function rove(grid, to) {
  for (const face of faces(grid)) face.tabIndex = face === to ? 0 : -1;
  for (const box of $$(".tick input", grid)) box.tabIndex = -1;
}

function step(all, at, key) {
  if (key === "ArrowRight") return all[at + 1];
  if (key === "ArrowLeft") return all[at - 1];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key !== "ArrowDown" && key !== "ArrowUp") return null;
  const top = all[0].getBoundingClientRect().top;
  const wide = all.findIndex((face) => face.getBoundingClientRect().top > top + 4);
  const columns = wide < 0 ? all.length : wide;
  return all[at + (key === "ArrowDown" ? columns : -columns)] ?? (key === "ArrowDown" ? all.at(-1) : all[0]);
}
