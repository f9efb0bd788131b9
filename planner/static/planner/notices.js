// A notice whose link is followed is read. Without a script its button does the same.
const list = document.querySelector(".notices");

list?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-notice]");
  if (!link) return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  const body = new URLSearchParams({ notice: link.dataset.notice, quiet: "1", csrfmiddlewaretoken: token });
  fetch(list.dataset.read, { method: "POST", body, keepalive: true, credentials: "same-origin" });
});
