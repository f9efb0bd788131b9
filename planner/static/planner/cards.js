// Cards: the picture follows what is typed; the fields follow the kind of card.
const form = document.getElementById("card");
const shown = document.getElementById("card-shown");
const warnings = document.getElementById("card-warnings");
let timer = 0;

function words() {
  const said = new URLSearchParams(new FormData(form));
  for (const name of ["csrfmiddlewaretoken", "remember"]) said.delete(name);
  return said;
}

function fields() {
  const kind = form.elements.template.value;
  for (const set of form.querySelectorAll("[data-template]")) {
    set.hidden = set.disabled = set.dataset.template !== kind;
  }
}

async function draw() {
  const said = words();
  const next = new Image();
  next.src = `${form.dataset.picture}?${said}`;
  try {
    await next.decode();
  } catch {
    return; // no network, or a newer one is on its way: what is shown stays
  }
  if (String(said) !== String(words())) return;
  const shape = form.querySelector("[name=shape]:checked");
  shown.width = shape.dataset.width;
  shown.height = shape.dataset.height;
  shown.src = next.src;
  const page = await fetch(`${location.pathname}?${said}`, { headers: { "X-Part": "warnings" } });
  if (page.ok && String(said) === String(words())) warnings.replaceChildren(...parsed(await page.text()).childNodes);
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

form.addEventListener("input", () => {
  fields();
  clearTimeout(timer);
  timer = setTimeout(draw, 250);
});

fields();
