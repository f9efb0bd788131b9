// The versions of a post: J goes to the version before, K to the one after.
import { keyOf } from "./almanac.js";

const versions = [...document.querySelectorAll(".version")];

document.addEventListener("keydown", (event) => {
  if (!("keys" in document.body.dataset) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
  const step = { j: 1, k: -1 }[keyOf(event)];
  if (!step) return;
  const at = versions.indexOf(document.activeElement?.closest(".version"));
  const to = versions[at < 0 ? 0 : Math.max(0, Math.min(versions.length - 1, at + step))];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
});
