// What a button names goes to the clipboard with one tap, and it is said.
const said = document.querySelector("[data-copied]");

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

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(document.getElementById(button.dataset.copy), button);
});
