// What is carried to an edge scrolls on: the window, the hours of a week, its days, the columns of a board.
const NEAR = 44; // pixels
const STEP = 9;
let timer = 0;
let at = [0, 0];

// Keep scrolling while the pointer stays at the edge; `moved` says where things are now.
export function atEdge(x, y, moved) {
  at = [x, y];
  if (!timer) timer = setInterval(() => (scrolled() ? moved(...at) : leaveEdge()), 30);
}

export function leaveEdge() {
  clearInterval(timer);
  timer = 0;
}

function scrolled() {
  const [x, y] = at;
  const across = x < NEAR ? -STEP : x > window.innerWidth - NEAR ? STEP : 0;
  const bar = document.querySelector(".tabbar")?.offsetHeight ?? 0;
  const down = y < NEAR ? -STEP : y > window.innerHeight - bar - NEAR / 2 ? STEP : 0;
  const under = document.elementFromPoint(x, y);
  const wide = document.querySelector("#cal :is(.board, .week)");
  return (across !== 0 && wide !== null && push(wide, across, 0)) || (down !== 0 && push(under?.closest(".wk-body, .pile") ?? document.scrollingElement, 0, down)) || (down !== 0 && push(document.scrollingElement, 0, down));
}

function push(what, x, y) {
  const before = what.scrollLeft + what.scrollTop;
  what.scrollBy({ left: x, top: y, behavior: "instant" });
  return what.scrollLeft + what.scrollTop !== before;
}
