// How far a large file of past posts is; when it is done, the page says what came of it.
const EVERY = 1500;
const runs = document.querySelector("#past-runs");

async function look() {
  const answer = await fetch(runs.dataset.at, { headers: { "X-Part": "progress" } }).catch(() => null);
  if (!answer?.ok) return setTimeout(look, 4 * EVERY);
  const found = await answer.json();
  if (!found.is_running) return location.reload();
  document.querySelector("#past-far").innerHTML = found.html;
  setTimeout(look, EVERY);
}

if (runs) setTimeout(look, EVERY);
