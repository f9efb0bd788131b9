// The toolbar: marks of Markdown around what is selected, and taken away where they are already.
import { toast } from "./almanac.js";
import { $, form, type } from "./composer-form.js";
import { area } from "./composer-tabs.js";

function wrap(mark) {
  const at = area();
  const { selectionStart: start, selectionEnd: end, value } = at;
  const inside = value.slice(start, end);
  const around = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  // “*” inside of “**” is the end of another mark.
  const single = mark.length > 1 || value[start - 2] !== mark;
  if (around && single) {
    type(at, inside, start - mark.length, end + mark.length);
    at.setSelectionRange(start - mark.length, end - mark.length);
    return;
  }
  type(at, mark + inside + mark);
  at.setSelectionRange(start + mark.length, end + mark.length);
}

function link() {
  const at = area();
  const { selectionStart: start, selectionEnd: end, value } = at;
  const words = value.slice(start, end);
  if (/^https?:\/\/\S+$/.test(words)) {
    type(at, `[](${words})`);
    at.setSelectionRange(start + 1, start + 1);
    return;
  }
  type(at, `[${words}](https://)`);
  const to = words ? start + words.length + 11 : start + 1;
  at.setSelectionRange(to, to);
}

// Every line that is touched gets the sign, or loses it where all have it.
function lines(sign) {
  const at = area();
  const { value } = at;
  const start = value.lastIndexOf("\n", at.selectionStart - 1) + 1;
  const next = value.indexOf("\n", at.selectionEnd);
  const end = next < 0 ? value.length : next;
  const all = value.slice(start, end).split("\n");
  const every = all.every((line) => line.startsWith(sign));
  const words = all.map((line) => (every ? line.slice(sign.length) : sign + line)).join("\n");
  type(at, words, start, end);
  at.setSelectionRange(start, start + words.length);
}

export const marks = { bold: () => wrap("**"), italic: () => wrap("*"), link };

form.addEventListener("click", (event) => {
  const button = event.target.closest(".tools button");
  if (!button) return;
  if (button.dataset.wrap) wrap(button.dataset.wrap);
  if (button.dataset.lines) lines(button.dataset.lines);
  if ("link" in button.dataset) link();
  if ("emoji" in button.dataset) {
    area().focus();
    toast(button.dataset.says);
  }
});

$(".tools", form)?.addEventListener("mousedown", (event) => {
  if (event.target.closest("button")) event.preventDefault(); // the words stay selected
});
