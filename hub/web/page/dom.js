// Small helpers over the page that the server rendered.

/** Return the element with this id; the template has it. */
export function part(id) {
  return document.getElementById(id);
}

/** Make an element with a class and children (nodes or plain text). */
export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** Read the JSON that the server put into the page. */
export function pageData() {
  const data = JSON.parse(part("page-data").textContent);
  const meta = document.querySelector('meta[name="csrf-token"]');
  return { ...data, csrf: meta ? meta.content : "" };
}

/** Write a number the Vietnamese way: at most two decimals, after a comma. */
export function vietnamese(number) {
  return String(Math.round(number * 100) / 100).replace(".", ",");
}

/** Ask at the top of the page; resolves to true for `yes`. */
export function askOnPage(text, yes, no) {
  return new Promise((resolve) => {
    const words = element("p", "", text);
    words.tabIndex = -1;
    const go = element("button", "btn btn-quiet", yes);
    const stay = element("button", "btn btn-primary", no);
    const notice = element("div", "notice notice-warn", words, element("p", "actions", stay, go));
    const box = element("div", "narrow", notice);
    document.querySelectorAll("details[open]").forEach((menu) => menu.removeAttribute("open"));
    const answer = (value) => {
      box.remove();
      resolve(value);
    };
    go.type = stay.type = "button";
    go.addEventListener("click", () => answer(true));
    stay.addEventListener("click", () => answer(false));
    part("main").prepend(box);
    window.scrollTo(0, 0);
    words.focus();
  });
}
