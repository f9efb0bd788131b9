// Publishing by hand on a phone: pictures and words go to another app's own sheet.
const box = document.querySelector("[data-by-hand]");

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
