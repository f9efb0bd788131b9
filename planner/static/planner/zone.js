// Offers the browser's own time zone where nobody has chosen one yet.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const select of document.querySelectorAll("select[data-zone=browser]")) {
  // Some browsers give a place its older name, which is understood too.
  if (![...select.options].some((option) => option.value === zone)) select.add(new Option(zone, zone));
  select.value = zone;
}
