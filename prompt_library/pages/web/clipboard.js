// Copying; over plain HTTP a browser has no clipboard of its own, and some refuse it.

/** Copy `text` (and `html`, for Word and mail); resolves to whether it worked. */
export async function copyText(text, html = "") {
  try {
    if (html && window.ClipboardItem) {
      const part = (type, words) => new Blob([words], { type });
      const item = { "text/plain": part("text/plain", text), "text/html": part("text/html", html) };
      await navigator.clipboard.write([new ClipboardItem(item)]);
    } else await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  area.readOnly = true;
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  let worked = false;
  try {
    worked = document.execCommand("copy");
  } catch {
    worked = false;
  }
  area.remove();
  if (focused) focused.focus();
  return worked;
}
