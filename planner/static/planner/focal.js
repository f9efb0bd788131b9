// The focal point of a picture, and the crops that follow it: on the asset's page, and over a post.
const $ = (selector, from) => from.querySelector(selector);
const within = (value) => Math.min(1000, Math.max(0, Math.round(value)));
const along = (centre, whole, part) => Math.min(Math.max(centre * whole - part / 2, 0), Math.max(whole - part, 0));

/** `page` holds a picture, its mark and its crops; `moved(focus, soon)` hears of every move. null: the middle. */
export function focal(page, moved = () => {}) {
  const size = { width: Number(page.dataset.width), height: Number(page.dataset.height) };
  const isSet = page.dataset.x !== "" && page.dataset.y !== "";
  let focus = isSet ? [Number(page.dataset.x), Number(page.dataset.y)] : null; // thousandths
  const mark = $("#focal-mark", page);
  const picture = $("#focal img", page);
  const frames = [...page.querySelectorAll("[data-crop]")];

  function put(x, y, soon = 0) {
    focus = [within(x), within(y)];
    draw();
    moved(focus, soon);
  }

  function draw() {
    const [x, y] = focus ?? [500, 500];
    if (mark) {
      mark.style.left = `${x / 10}%`;
      mark.style.top = `${y / 10}%`;
      mark.classList.toggle("none", !focus);
      const words = page.dataset.where.replace("%x", Math.round(x / 10)).replace("%y", Math.round(y / 10));
      mark.setAttribute("aria-label", words);
    }
    for (const frame of frames) drawCrop(frame, x, y);
  }

  function at(event) {
    const box = picture.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 1000, ((event.clientY - box.top) / box.height) * 1000];
  }

  if (mark) {
    picture.addEventListener("click", (event) => {
      put(...at(event));
      mark.focus();
    });
    mark.addEventListener("pointerdown", (event) => mark.setPointerCapture(event.pointerId));
    mark.addEventListener("pointermove", (event) => mark.hasPointerCapture(event.pointerId) && put(...at(event), 300));
    mark.addEventListener("keydown", (event) => {
      const far = event.shiftKey ? 100 : 20;
      const by = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const [x, y] = focus ?? [500, 500];
      put(x + by[0], y + by[1], 350);
    });
    $("#focal-none", page).addEventListener("click", () => {
      focus = null;
      draw();
      moved(focus, 0);
    });
  }

  // Crops: the focal point as near to the middle as the picture's edges allow.
  function cut(frame) {
    const box = frame.getBoundingClientRect();
    const scale = Math.max(box.width / size.width, box.height / size.height);
    return { box, wide: size.width * scale, high: size.height * scale };
  }

  function drawCrop(frame, x, y) {
    const { box, wide, high } = cut(frame);
    const left = along(x / 1000, wide, box.width);
    const top = along(y / 1000, high, box.height);
    const percent = (from, room) => (room > 0.5 ? (from / room) * 100 : 50);
    const across = percent(left, wide - box.width);
    const down = percent(top, high - box.height);
    $("img", frame).style.objectPosition = `${across}% ${down}%`;
    const form = frame.closest("li").querySelector("form");
    if (!form) return;
    form.elements.namedItem("focus_x").value = focus ? focus[0] : "";
    form.elements.namedItem("focus_y").value = focus ? focus[1] : "";
  }

  for (const frame of mark ? frames : []) {
    let from = null;
    frame.addEventListener("pointerdown", (event) => {
      const { box, wide, high } = cut(frame);
      const [x, y] = focus ?? [500, 500];
      const left = along(x / 1000, wide, box.width);
      const top = along(y / 1000, high, box.height);
      from = { x: event.clientX, y: event.clientY, left, top, box, wide, high, focus: [x, y] };
      frame.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    frame.addEventListener("pointermove", (event) => {
      if (!from) return;
      const move = (start, gone, whole, part, held) => {
        if (whole - part < 1) return held; // nothing is cut along this side
        const to = Math.min(Math.max(start - gone, 0), whole - part);
        return ((to + part / 2) / whole) * 1000;
      };
      const x = move(from.left, event.clientX - from.x, from.wide, from.box.width, from.focus[0]);
      const y = move(from.top, event.clientY - from.y, from.high, from.box.height, from.focus[1]);
      put(x, y, 300);
    });
    for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, () => (from = null));
  }

  new ResizeObserver(draw).observe(page);
  draw();
  return () => focus;
}
