// The calendar: what its parts need when they are drawn, and the places where one begins a post.
import { keyOf } from "./almanac.js";
import { carrying } from "./calendar-carry.js";
import { choosing } from "./calendar-choose.js";
import { glancing } from "./calendar-glance.js";
import { cal, drawn, pulse, refresh, whenDrawn } from "./calendar-live.js";
import { hoursOf, spell } from "./calendar-times.js";

const sheet = document.getElementById("day");

// --- Menus of filters are counted when they are opened ---------------------------------------------
document.addEventListener(
  "toggle",
  async (event) => {
    const menu = event.target.open && event.target.matches?.("[data-pick]") && event.target.querySelector("[data-menu]");
    if (!menu || menu.dataset.counted) return;
    const answer = await fetch(menu.dataset.menu).catch(() => null);
    if (!answer?.ok) return;
    menu.dataset.counted = "1";
    menu.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    window.htmx.process(menu);
  },
  true,
);

// --- A number, and "2 more", open the day in front of the calendar; the same link works without this file --------------
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.more, a[data-sheet]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || window.innerWidth < 861) return;
  if (!("sheet" in link.dataset) && !link.search.includes("day=")) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { "X-Part": "day" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    sheet.replaceChildren(...read.body.childNodes);
    window.htmx.process(sheet);
    sheet.showModal();
  } catch {
    location.assign(link.href);
  }
});

document.addEventListener("day-changed", () => refresh());

// --- An empty place of a week: shown while the pointer is there, a post for that very time when it is chosen ---
const here = document.createElement("i");
here.className = "here";

document.addEventListener("pointermove", (event) => {
  const column = event.pointerType === "mouse" && event.target.closest?.(".wk-col");
  if (!column || event.target !== column || !("moves" in cal().dataset) || document.body.classList.contains("carrying")) return here.remove();
  const at = hoursOf(column, event.clientY);
  if (!at) return here.remove();
  here.className = `here q${at.quarter}`;
  here.textContent = `+ ${at.clock}`;
  if (here.parentElement !== column) column.append(here);
});

document.addEventListener("click", (event) => {
  if (!event.target.matches(".wk-col") || !("moves" in cal().dataset)) return;
  const at = hoursOf(event.target, event.clientY);
  if (at) location.assign(`${cal().dataset.new}?at=${spell(event.target.dataset.day, at.clock)}`);
});

// --- Days under the arrow keys -----------------------------------------------------------------------------
const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

document.addEventListener(
  "keydown",
  (event) => {
    const day = event.target.closest?.(".day");
    if (!day || event.ctrlKey || event.metaKey || event.altKey || document.body.classList.contains("carrying")) return;
    const days = [...cal().querySelectorAll(".day")];
    const step = steps[event.key];
    if (step) {
      const next = days[days.indexOf(day) + step];
      if (!next) return;
      event.preventDefault();
      event.stopPropagation();
      rove(next);
      next.focus();
    } else if ((event.key === "Enter" && event.target === day) || (keyOf(event) === "n" && "keys" in document.body.dataset)) {
      const add = day.querySelector("a.add");
      if (!add) return;
      event.preventDefault();
      event.stopPropagation();
      add.click();
    }
  },
  true,
);

function rove(to) {
  for (const day of cal().querySelectorAll(".day")) day.tabIndex = day === to ? 0 : -1;
}

// --- When something was drawn -------------------------------------------------------------------------------
whenDrawn(() => {
  const days = [...cal().querySelectorAll(".day")];
  if (days.length && !days.some((day) => day.tabIndex === 0)) rove(days.find((day) => day.matches(".today")) ?? days[0]);
  const body = cal().querySelector(".wk-body");
  if (body && !body.dataset.scrolled) {
    body.dataset.scrolled = "1";
    body.scrollTop = (body.scrollHeight * Number(body.dataset.begins)) / 24;
  }
  if (cal().querySelector("title")) document.title = cal().querySelector("title").textContent;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (cal() && (event.target === cal() || event.detail?.target?.id === "cal" || event.target.contains(cal()))) drawn();
});

setInterval(() => {
  const line = cal()?.querySelector(".now");
  if (!line) return;
  const minutes = Number(line.dataset.now.slice(0, 2)) * 60 + Number(line.dataset.now.slice(3)) + (Date.now() - born) / 60000;
  line.className = `now q${Math.min(95, Math.floor(minutes / 15))}`;
}, 60000);
const born = Date.now();

carrying();
choosing();
glancing();
drawn();
pulse();
