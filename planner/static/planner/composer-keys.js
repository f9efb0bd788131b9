// The composer's keys. Each needs Control, Command or Alt, so that nothing happens by typing.
import { form } from "./composer-form.js";
import { move } from "./composer-pictures.js";
import { openNumber } from "./composer-tabs.js";
import { movePart } from "./composer-thread.js";
import { marks } from "./composer-words.js";

const inWords = (target) => target.matches(".editor, .part-words, .first-comment textarea");

document.addEventListener("keydown", (event) => {
  // A key that has just closed a dialog was meant for the dialog.
  if (event.defaultPrevented || event.target.closest("dialog") || document.querySelector("dialog[open]")) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "Enter") {
    event.preventDefault();
    document.querySelector("#acts .primary")?.click();
  } else if (command && event.shiftKey && /^Digit[1-9]$/.test(event.code)) {
    event.preventDefault();
    openNumber(Number(event.code.slice(5)));
  } else if (command && !event.shiftKey && !event.altKey && inWords(event.target)) {
    const act = { KeyB: marks.bold, KeyI: marks.italic, KeyK: marks.link }[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  } else if (event.altKey && !command && event.code === "KeyI") {
    event.preventDefault();
    document.querySelector("[data-insert]")?.click();
  } else if (event.altKey && !command && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    const step = event.key === "ArrowUp" ? -1 : 1;
    const picture = event.target.closest(".picture");
    const part = event.target.closest(".part-card");
    if (!picture && !part) return;
    event.preventDefault();
    if (picture) move(picture, step);
    else movePart(part, step);
  }
});

form.dataset.ready = "";
