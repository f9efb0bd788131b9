// The library inside a dialog: search, filter, bring files, choose several with mouse or keys.
import { rove, tiles } from "./tiles.js";
import { uploads } from "./uploads.js";

const $ = (selector, from) => from.querySelector(selector);

/** `here()` gives the ids that are in the post already; `take(ids)` gets those that were chosen, in order. */
export function picker(dialog, { token, uploadTo, here, take }) {
  const chosen = new Map(); // id → name, kept while one searches on
  let address = "";
  let way = null;

  async function open(at) {
    address = new URL(at, location.href);
    chosen.clear();
    if (!(await show(address))) return;
    dialog.showModal();
    $("[type=search]", dialog)?.focus();
  }

  async function show(to) {
    const answer = await fetch(to).catch(() => null);
    if (!answer?.ok) return false;
    const held = dialog.contains(document.activeElement) && document.activeElement.matches("[type=search]");
    const rows = $(".uploads", dialog);
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog.replaceChildren(...read.body.childNodes);
    $(".filters", dialog).after(rows ?? made());
    tiles($(".tiles", dialog), { choose: toggle, load: (href) => part(new URL(href, address)) });
    mark();
    if (held) {
      const search = $("[type=search]", dialog);
      search.focus();
      search.setSelectionRange(search.value.length, search.value.length);
    }
    return true;
  }

  function made() {
    const list = document.getElementById("uploads").cloneNode(false);
    list.removeAttribute("id");
    way = uploads({ address: uploadTo, token, done: arrived, list });
    return list;
  }

  async function part(to) {
    const answer = await fetch(to, { headers: { "X-Part": "tiles" } }).catch(() => null);
    const words = answer?.ok ? await answer.text() : "";
    setTimeout(mark);
    return words;
  }

  function arrived(answer) {
    chosen.set(String(answer.id), "");
    show(address);
  }

  function toggle(tile) {
    const id = tile.dataset.asset;
    if (tile.classList.contains("here")) return;
    if (!chosen.delete(id)) chosen.set(id, "");
    mark();
  }

  function mark() {
    const there = new Set(here());
    for (const tile of dialog.querySelectorAll(".tile")) {
      const inPost = there.has(tile.dataset.asset);
      tile.classList.toggle("here", inPost);
      $(".face", tile).setAttribute("aria-pressed", inPost || chosen.has(tile.dataset.asset));
      if (inPost) $(".face", tile).setAttribute("aria-disabled", "true");
    }
    const count = $("[data-count]", dialog);
    count.textContent = chosen.size ? `${count.dataset.some} ${chosen.size}` : count.dataset.none;
    $("[data-take]", dialog).disabled = !chosen.size;
  }

  function finish() {
    if (!chosen.size) return;
    dialog.close();
    take([...chosen.keys()]);
  }

  dialog.addEventListener("click", (event) => {
    const link = event.target.closest(".filters a, .empty a");
    const face = event.target.closest(".face");
    if (link) {
      event.preventDefault();
      show((address = new URL(link.getAttribute("href"), address)));
    } else if (face) {
      toggle(face.closest(".tile"));
    } else if (event.target.closest("[data-take]")) {
      finish();
    }
  });
  dialog.addEventListener("dblclick", (event) => {
    const tile = event.target.closest(".tile:not(.here)");
    if (!tile) return;
    chosen.set(tile.dataset.asset, "");
    finish();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) finish();
    if (event.key === "ArrowDown" && event.target.matches("[type=search]")) {
      event.preventDefault();
      $(".face", dialog)?.focus();
    }
  });
  dialog.addEventListener("submit", (event) => {
    if (event.target.method === "dialog") return;
    event.preventDefault();
    search(event.target);
  });
  let timer = 0;
  dialog.addEventListener("input", (event) => {
    if (!event.target.matches("[type=search]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => search(event.target.form), 250);
  });
  dialog.addEventListener("change", (event) => {
    if (!event.target.matches("[data-files]")) return;
    way.add([...event.target.files]);
    event.target.value = ""; // the same file may be chosen again
  });

  function search(form) {
    const to = new URL(address);
    to.search = new URLSearchParams(new FormData(form)).toString();
    show((address = to));
  }

  return { open, add: (files) => way?.add(files), rove };
}
