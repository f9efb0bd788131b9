// What is carried to an edge scrolls on: the page, the hours and the days of a week, the columns of a board.
const NEAR = 40; // pixels
const STEP = 16;
let timer = 0;
let at = [0, 0];

// Goes on while the pointer stays at the edge; `moved` says what is under it now.
export function atEdge(x, y, moved) {
  at = [x, y];
  timer ||= setInterval(() => (scrolled() ? moved(...at) : leaveEdge()), 30);
}

export function leaveEdge() {
  clearInterval(timer);
  timer = 0;
}

function scrolled() {
  const [x, y] = at;
  const wide = document.querySelector("#cal :is(.board, .week)");
  const across = wide ? beyond(x, 0, window.innerWidth) : 0;
  if (across) return push(wide, across, 0);
  const hours = document.querySelector("#cal .wk-body");
  if (hours && hours.scrollHeight > hours.clientHeight) {
    const box = hours.getBoundingClientRect();
    const isNear = y > box.top - NEAR && y < box.bottom + 2 * NEAR; // not on its way to the arrows above
    return isNear && push(hours, 0, beyond(y, box.top, box.bottom));
  }
  const foot = document.querySelector(".tabbar")?.offsetHeight ?? 0;
  return push(document.scrollingElement, 0, beyond(y, 0, window.innerHeight - foot));
}

function beyond(place, from, to) {
  if (place < from + NEAR) return -STEP;
  return place > to - NEAR ? STEP : 0;
}

function push(what, x, y) {
  const before = what.scrollLeft + what.scrollTop;
  what.scrollBy({ left: x, top: y, behavior: "instant" });
  return what.scrollLeft + what.scrollTop !== before;
}
