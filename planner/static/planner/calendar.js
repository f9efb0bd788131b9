// "2 more" opens the day in front of the month; the same link works without this file.
const dialog = document.getElementById("day");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.more");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || window.innerWidth < 861) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { "X-Part": "day" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog.replaceChildren(...read.body.childNodes);
    dialog.showModal();
  } catch {
    location.assign(link.href);
  }
});
