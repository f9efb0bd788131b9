// When: the next free slot, and the reader's own clock where it differs from the workspace's.
import { $, changed, form } from "./composer-form.js";
import { onDrawn } from "./composer-preview.js";

const field = (name) => form.elements.namedItem(name);

async function slot() {
  const answer = await fetch(form.dataset.slot, { method: "POST", body: new FormData(form) }).catch(() => null);
  const found = answer?.ok ? await answer.json() : { date: "", time: "", said: form.dataset.unreached };
  $("#slot-says").textContent = found.said;
  $("#slot-says").classList.toggle("wrong", !found.date);
  if (!found.date) return;
  field("date").value = found.date;
  field("time").value = found.time;
  changed();
}

function choose(way) {
  const box = $(`[name=way][value=${way}]`, form);
  box.checked = true;
  const series = $("#series");
  if (series) series.hidden = way !== "series";
  if (way === "series") return begins(series);
  if (way === "slot") return slot();
  $("#slot-says").textContent = "";
}

// A series begins at the day and time above it, and by weeks unless somebody says otherwise.
function begins(series) {
  $("#slot-says").textContent = "";
  const repeats = $("[name=series-repeats]", series);
  if (repeats.value === "none") repeats.value = "weekly";
  repeats.dispatchEvent(new Event("input", { bubbles: true }));
  repeats.focus();
}

form.addEventListener("change", (event) => {
  if (event.target.name === "way") choose(event.target.value);
  // A time that somebody typed is no slot any more; other channels have other slots.
  if (["date", "time"].includes(event.target.name) && field("way").value === "slot") choose("time");
  if (event.target.name === "channels" && field("way").value === "slot") slot();
});

form.addEventListener("click", (event) => {
  const way = event.target.closest("[data-way]")?.dataset.way;
  if (!way) return;
  event.target.closest("details").open = false;
  choose(way);
  field("date").focus();
  field("date").scrollIntoView({ block: "center" });
});

onDrawn((said) => said === null && clock());

function clock() {
  const line = $("#my-clock");
  const at = $("#when-says [data-at]")?.dataset.at;
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const how = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const spell = (zone) => new Intl.DateTimeFormat(document.documentElement.lang, { ...how, timeZone: zone }).format(new Date(at));
  line.hidden = !at || spell(mine) === spell(form.dataset.zone);
  if (!line.hidden) line.textContent = `${line.dataset.words.replace("{zone}", mine)} ${spell(mine)}`;
}
