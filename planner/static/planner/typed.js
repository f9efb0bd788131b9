/** What somebody typed into a form before its script ran, on a slow machine: fields that differ from what came. */
export const typedAlready = (form) => [...form.elements].filter(differs);

function differs(field) {
  if (!field.name || field.type === "file" || field.type === "hidden") return false;
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findLastIndex((one) => one.defaultSelected));
  return "defaultValue" in field && field.value !== field.defaultValue;
}
