// The composer. What is typed here is never lost: it is kept every few seconds, and the server draws what it would send.
import { $$, changed, form, typedEarly } from "./composer-form.js";
import { open } from "./composer-tabs.js";
import "./composer-words.js";
import "./composer-thread.js";
import { begin } from "./composer-preview.js";
import "./composer-counts.js";
import "./composer-card.js";
import "./composer-pictures.js";
import "./composer-checks.js";
import "./composer-keys.js";
import "./composer-together.js";
import "./composer-insert.js";
import "./composer-names.js";
import "./composer-when.js";

open("all");
begin();
if (typedEarly) changed();
for (const label of $$(".toggles label", form)) label.title ||= label.textContent.trim();
