// Says in words what went wrong with a passkey; allauth's own scripts do the rest.
const place = document.querySelector("[data-passkey-trouble]");

function say(text) {
  place.textContent = text;
  place.hidden = false;
}

if (place) {
  if (!window.PublicKeyCredential) {
    for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = true;
    say(place.dataset.passkeyMissing);
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say(place.dataset.passkeyTrouble);
  });
}
