// Says in words what went wrong with a passkey; allauth's own scripts do the rest.
const place = document.querySelector("[data-passkey-trouble]");

function say(text) {
  place.textContent = text;
  place.hidden = false;
}

if (place) {
  const onlyNumbers = /^[\d.]+$|^\[/.test(location.hostname);
  if (onlyNumbers || !window.PublicKeyCredential) {
    for (const button of document.querySelectorAll("[data-passkey]")) {
      button.disabled = true;
      button.title = onlyNumbers ? place.dataset.passkeyNumber : place.dataset.passkeyMissing;
    }
    say(document.querySelector("[data-passkey]").title);
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say(place.dataset.passkeyTrouble);
  });
}
