// What is chosen under "repeat" is said in words beside it, with the first few times.
let asked = 0;

document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  const part = form?.querySelector(".series-said");
  if (!part || !/^series-|^date$|^time$|^fold$/.test(event.target.name)) return;
  clearTimeout(asked);
  asked = setTimeout(() => say(form, part), 250);
});

async function say(form, part) {
  const fields = [...new FormData(form)].filter(([name]) => /^series-|^(date|time|fold|csrfmiddlewaretoken)$/.test(name));
  const answer = await fetch(part.dataset.said, { method: "POST", body: new URLSearchParams(fields) }).catch(() => null);
  if (!answer?.ok) return;
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  part.replaceChildren(...read.body.childNodes);
}
