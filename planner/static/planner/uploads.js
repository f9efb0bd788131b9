// Files on their way to the library: a row each, two at once, with progress, an outcome, cancel and another try.
const AT_ONCE = 2;
const SOON = 2500; // milliseconds until a server that had too many at once is asked again
const $ = (selector, from = document) => from.querySelector(selector);

/** `address` takes one file a POST, with `token` and the other `fields`; `done(answer, row)` hears of each that is in. */
export function uploads({ address, token, fields = {}, done, list = $("#uploads") }) {
  const waiting = [];
  let going = 0;

  function add(files) {
    for (const file of files) enqueue({ name: file.name, body: () => form("file", file, file.name), to: address });
  }

  // A file that the server gets by its address: nothing to count, so the bar only shows that it works.
  function bring(from, to) {
    enqueue({ name: from, body: () => form("address", from), to, blind: true });
  }

  function form(field, value, ...more) {
    const body = new FormData();
    body.append(field, value, ...more);
    body.append("csrfmiddlewaretoken", token);
    for (const [name, said] of Object.entries(fields)) body.append(name, said);
    return body;
  }

  function enqueue(task) {
    task.row = $("#upload-row").content.firstElementChild.cloneNode(true);
    $(".what", task.row).textContent = task.name;
    $("[data-cancel]", task.row).addEventListener("click", () => cancel(task));
    $("[data-again]", task.row).addEventListener("click", () => again(task));
    list.append(task.row);
    wait(task);
  }

  function wait(task) {
    task.row.className = "upload";
    $("[data-again]", task.row).hidden = true;
    $("progress", task.row).value = 0;
    say(task, list.dataset.waits);
    waiting.push(task);
    next();
  }

  function next() {
    while (going < AT_ONCE && waiting.length) send(waiting.shift());
  }

  function send(task) {
    const asked = new XMLHttpRequest();
    task.asked = asked;
    going += 1;
    say(task, list.dataset.goes);
    if (task.blind) $("progress", task.row).removeAttribute("value");
    asked.upload.addEventListener("progress", (event) => {
      if (!task.blind && event.lengthComputable) $("progress", task.row).value = (event.loaded / event.total) * 100;
    });
    asked.upload.addEventListener("load", () => !task.blind && say(task, list.dataset.works));
    asked.addEventListener("load", () => finish(task, asked));
    asked.addEventListener("error", () => refuse(task, list.dataset.lost));
    asked.addEventListener("loadend", () => {
      going -= 1;
      task.asked = null;
      next();
    });
    asked.open("POST", task.to);
    asked.setRequestHeader("X-Part", "tile");
    asked.send(task.body());
  }

  function finish(task, asked) {
    if (asked.status === 503) return later(task, asked.responseText);
    const read = asked.status === 200 ? parsed(asked.responseText) : null;
    if (!read) {
      const told = asked.status === 422 && asked.responseText;
      return refuse(task, told || (asked.status === 413 ? list.dataset.tooLarge : list.dataset.lost));
    }
    task.row.classList.add("done");
    say(task, [read.said, read.note].filter(Boolean).join(". "), true);
    if (!read.note) setTimeout(() => task.row.remove(), 8000);
    done(read, task.row);
  }

  function later(task, why) {
    $("progress", task.row).value = 0;
    say(task, why.length < 200 && !why.startsWith("<") ? why : list.dataset.waits);
    setTimeout(() => task.row.isConnected && wait(task), SOON);
  }

  function refuse(task, why) {
    task.row.classList.add("failed");
    $("[data-again]", task.row).hidden = false;
    say(task, why, true);
  }

  function again(task) {
    wait(task);
    $("[data-cancel]", task.row).focus();
  }

  function cancel(task) {
    const at = waiting.indexOf(task);
    if (at >= 0) waiting.splice(at, 1);
    task.asked?.abort();
    task.row.remove();
  }

  function say(task, words, aloud = false) {
    $(".said", task.row).textContent = words;
    if (aloud) $("#told").textContent = `${task.name}: ${words}`;
  }

  return { add, bring, busy: () => going + waiting.length > 0 };
}

/** Files that are dropped on `place`, or pasted anywhere but with words, go to `take`. */
export function dropAndPaste(place, take, isHere = () => true) {
  let inside = 0;
  const hasFiles = (event) => isHere() && event.dataTransfer?.types.includes("Files");
  const mark = (on) => (place === document ? document.body : place).classList.toggle("dropping", on);
  place.addEventListener("dragenter", (event) => {
    if (hasFiles(event)) mark(++inside > 0);
  });
  place.addEventListener("dragleave", (event) => {
    if (hasFiles(event)) mark(--inside > 0);
  });
  place.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  place.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(((inside = 0), false));
    take([...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !isHere() || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    take(files);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
