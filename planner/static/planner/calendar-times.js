// Wall times as the calendar spells them: "2026-11-25", "2026-11-25T14:00". No zone is ever applied here.
const two = (number) => String(number).padStart(2, "0");
const asDate = (day) => new Date(`${day}T00:00:00Z`);

export const spell = (day, clock) => `${day}T${clock}`;
export const dayAfter = (day, days) => new Date(asDate(day).getTime() + days * 86400000).toISOString().slice(0, 10);
export const daysBetween = (from, to) => Math.round((asDate(to) - asDate(from)) / 86400000);
export const clockOf = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
export const minutesOf = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

// A wall time some days and minutes later.
export function later(wall, days, minutes) {
  const at = new Date(`${wall}:00Z`).getTime() + days * 86400000 + minutes * 60000;
  return new Date(at).toISOString().slice(0, 16);
}

// As the pages write dates: the day before the month, in English too.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

export function say(day, clock) {
  const date = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return `${date.format(asDate(day))}${clock ? `, ${clock}` : ""}`;
}

// The quarter of an hour under a pointer in a column of a week; null where it has passed.
export function hoursOf(column, y, grabbed = 0) {
  const box = column.getBoundingClientRect();
  const quarter = Math.max(0, Math.min(95, Math.floor(((y - grabbed - box.top) / box.height) * 96)));
  if (hasPassed(column, quarter)) return null;
  return { quarter, clock: clockOf(quarter * 15) };
}

export function hasPassed(column, quarter) {
  if (column.classList.contains("past")) return true;
  const line = column.querySelector(".now");
  const now = line ? [...line.classList].find((name) => /^q\d+$/.test(name)) : null;
  return Boolean(now) && quarter <= Number(now.slice(1));
}
