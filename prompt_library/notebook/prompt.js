// A prompt's form in a notebook: its HTML, script and styles come from the portal, inside a shadow root so
// that the notebook's styles and the form's leave each other alone.

const AWAY = "Chưa mở được câu lệnh ở đây. Đồng chí mở trang của câu lệnh, đăng nhập nếu được hỏi, rồi chạy lại ô này: ";

/** Fetch the form; null where the person is not signed in at the portal, or there is no such prompt. */
async function formOf(page) {
  const options = { credentials: "same-origin", cache: "no-store", redirect: "manual", headers: { Accept: "text/html" } };
  try {
    const response = await fetch(window.location.origin + page + "/form", options);
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

function sorry(page) {
  const words = document.createElement("p");
  const link = document.createElement("a");
  link.href = page;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "mở trang câu lệnh";
  words.append(AWAY, link, ".");
  return words;
}

async function render({ model, el }) {
  const page = model.get("page");
  const html = await formOf(page);
  if (html === null) {
    el.replaceChildren(sorry(page));
    return;
  }
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const box = document.createElement("div");
  box.lang = "vi";
  box.innerHTML = html; // our own template, from our own origin
  const form = box.querySelector("[data-prompt-form]");
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = form.dataset.style;
  root.append(style, box);
  el.replaceChildren(host);
  // A module from a blob can only import by absolute address.
  const { startPromptForm } = await import(/* webpackIgnore: true */ window.location.origin + form.dataset.script);
  startPromptForm(form);
}

export default { render };
