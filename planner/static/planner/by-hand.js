// Publishing by hand: words go to the clipboard with one tap, pictures to an app of the phone.
const box = document.querySelector("[data-by-hand]");
const said = box.querySelector("[data-copied]");

async function copy(field, button) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch { // no clipboard without https, or not allowed: the words are at least chosen
    field.focus();
    field.select();
    if (!document.execCommand("copy")) return;
  }
  said.textContent = said.dataset.copied;
  button.classList.add("done");
  setTimeout(() => { button.classList.remove("done"); said.textContent = ""; }, 2500);
}

box.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(document.getElementById(button.dataset.copy), button);
});

// The files are fetched ahead: a phone opens its sheet only at once after a tap.
const share = box.querySelector("[data-share]");
if (share && navigator.canShare) {
  const links = [...box.querySelectorAll("a[download]")];
  const files = Promise.all(links.map(async (link) => {
    const blob = await (await fetch(link.href)).blob();
    return new File([blob], link.download, { type: blob.type });
  }));
  files.then((all) => {
    const text = document.getElementById("hand-text")?.value ?? "";
    const what = { files: all, text };
    if (!navigator.canShare(what)) return;
    share.hidden = false;
    share.addEventListener("click", () => navigator.share(what).catch(() => {}));
  }, () => {});
}
