// Send moves, ask where the server asks, and offer the way back for ten seconds.
import { offerBack, toast } from "./almanac.js";
import { change, lookNow } from "./answers.js";
import { cal, look } from "./calendar-live.js";

const dialog = document.getElementById("asks");

export const announce = (text) => {
  document.getElementById("says").textContent = text;
};

// What the server says, {} where it took nothing, null where that is not known and was told (answers.js).
export function post(address, fields) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", cal().querySelector("[name=csrfmiddlewaretoken]").value);
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) body.append(name, value);
  }
  return change(address, { body }, look);
}

// `moves` are spelt as the server reads them: "12@2026-11-25T14:00". True when they were taken.
export async function send(asked, { sure = false, back = false } = {}) {
  const moves = asked.map(withPlace);
  const said = await post(cal().dataset.move, { move: moves, sure: sure ? "1" : "" });
  if (!said) return false;
  if (said.asks) {
    if (await ask(said.asks)) return send(moves, { sure: true, back });
    announce(cal().dataset.putBack);
    await lookNow(look);
    return false;
  }
  if (!said.says) {
    toast(said.refused ?? cal().dataset.failed, "error");
    await lookNow(look);
    return false;
  }
  if (back) toast(cal().dataset.undone);
  else offerBack(said.says, cal().dataset.undo, () => send(said.back, { sure: true, back: true }));
  announce(said.says);
  await lookNow(look);
  return true;
}

// Each move says where the page showed the post, so that nobody's newer move is undone unseen.
function withPlace(move) {
  const [place, marks, stands] = move.split(",");
  const chip = cal().querySelector(`[data-p="${place.split("@")[0]}"]`);
  return stands || !chip ? move : `${place},${marks ?? ""},${chip.dataset.at ?? "none"}`;
}

function ask(sentences) {
  const list = document.getElementById("asks-list");
  list.replaceChildren(
    ...sentences.map((sentence) => {
      const line = document.createElement("li");
      line.textContent = sentence;
      return line;
    }),
  );
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
