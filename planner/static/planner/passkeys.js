// Passkeys: a button works once allauth's own scripts listen to it; what goes wrong is said in words.
const place = document.querySelector("[data-passkey-trouble]");

function say(text) {
  place.textContent = text;
  place.hidden = false;
}

function buttons() {
  return document.querySelectorAll("[data-passkey]");
}

if (place) {
  const onlyNumbers = /^[\d.]+$|^\[/.test(location.hostname);
  if (onlyNumbers || !window.PublicKeyCredential) {
    const why = onlyNumbers ? place.dataset.passkeyNumber : place.dataset.passkeyMissing;
    for (const button of buttons()) button.title = why;
    say(why);
  } else {
    document.addEventListener("DOMContentLoaded", () => {
      for (const button of buttons()) button.disabled = false;
    });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say(place.dataset.passkeyTrouble);
  });
}
