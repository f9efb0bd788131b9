// A press that becomes a carry: with a mouse after a few pixels, with finger and pen after a moment; sooner they scroll.
const FAR = 5; // pixels
const LONG = 350; // milliseconds

// `from` says what an event picks up, if anything; `begin` hears whether a finger does it, and may refuse by false;
// `atOnce` is for places that do not scroll.
export function pressing({ from, begin, follow, drop, cancel, atOnce = () => false }) {
  let held = null; // { what, x, y, id, finger, timer, carries }

  const end = () => {
    clearTimeout(held?.timer);
    held = null;
  };
  const start = (x, y) => {
    clearTimeout(held.timer);
    held.timer = 0;
    if (begin(held.what, Boolean(held.finger)) === false) return end();
    held.carries = true;
    if (held.finger) keepHold();
    return follow(x, y);
  };
  const stop = () => {
    const carried = held?.carries;
    end();
    if (carried) cancel();
  };

  // A finger that carries does not scroll.
  const stay = (event) => held?.carries && event.cancelable && event.preventDefault();
  // What it touched may be drawn anew under it (another month): its movements are heard all the same.
  const keepHold = () => {
    held.finger.addEventListener("touchmove", stay, { passive: false });
    document.body.setPointerCapture(held.id);
  };

  document.addEventListener("pointerdown", (event) => {
    const what = !held && event.button === 0 ? from(event) : null;
    if (!what) return;
    held = { what, x: event.clientX, y: event.clientY, id: event.pointerId };
    if (event.pointerType === "mouse") return;
    held.finger = event.target;
    if (atOnce(event)) return;
    held.timer = setTimeout(() => {
      navigator.vibrate?.(15);
      start(held.x, held.y);
    }, LONG);
  });
  document.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    if (held.carries) return follow(event.clientX, event.clientY);
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) <= FAR) return;
    if (held.timer) end(); // a finger that moves at once scrolls
    else start(event.clientX, event.clientY);
  });
  document.addEventListener("pointerup", (event) => {
    if (held?.id !== event.pointerId) return;
    const { carries } = held;
    end();
    if (!carries) return;
    swallowClick(event);
    event.preventDefault();
    drop();
  });
  document.addEventListener("pointercancel", stop);
  document.addEventListener("touchmove", stay, { passive: false });
  document.addEventListener("contextmenu", (event) => held?.carries && event.preventDefault());
  return stop;
}

// The click that the browser makes of a press and a release is not meant; a quick hand's next one is.
function swallowClick({ clientX, clientY }) {
  const stop = (event) => {
    if (Math.hypot(event.clientX - clientX, event.clientY - clientY) > 2) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("click", stop, { capture: true });
  setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 50);
}
