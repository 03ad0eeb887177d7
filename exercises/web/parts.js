// Small parts every question type draws with: elements, icons, marks, Vietnamese numbers.

/** Make an element with a class and children (nodes or plain text). */
export function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** Make an element from HTML that our own server rendered. */
export function makeHtml(tag, className, trustedHtml) {
  const node = make(tag, className);
  node.innerHTML = trustedHtml;
  return node;
}

/** Return the text of server-rendered HTML, with white space squeezed. */
export function plainText(trustedHtml) {
  return makeHtml("span", "", trustedHtml).textContent.replace(/\s+/g, " ").trim();
}

const ICONS = {
  right: "M4 12.5l5 5L20 6.5",
  wrong: "M6 6l12 12M18 6L6 18",
  part: "M5 12h14",
  wait: "M12 6v6l4 3M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  empty: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z",
  up: "M12 20V5M5 11l7-7 7 7",
  down: "M12 4v15M5 13l7 7 7-7",
  grip: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
};

/** Draw one of ICONS as decoration: the words beside it carry the meaning. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("class", "mtq-icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Write a number the Vietnamese way: at most two decimals, after a comma. */
export function vietnameseNumber(number) {
  return String(Math.round(number * 100) / 100).replace(".", ",");
}

/** Return the answer, or null for one that was taken back: nothing ticked, paired or written. */
export function takenBack(answer) {
  if (typeof answer === "string") return answer.trim() ? answer : null;
  if (answer === null || typeof answer !== "object") return answer;
  return Object.keys(answer).length ? answer : null;
}

/** Say whether two answers are the same (null, booleans, texts, lists, maps with keys in one order). */
export function sameAnswer(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

const MARK_ICONS = { right: "right", wrong: "wrong", missed: "right", open: "empty" };

/**
 * Show a mark in `slot` and colour its `row`; null takes it away.
 *
 * `state`: right, wrong, missed (right but not chosen) or open (not answered); `answer`: what would
 * have been right, in words.
 */
export function setMark(row, slot, state, words, answer) {
  for (const name of Object.keys(MARK_ICONS)) row.classList.toggle("mtq-" + name, name === state);
  slot.replaceChildren();
  slot.hidden = state === null;
  if (state === null) return;
  const text = make("span", "mtq-mark-words", words);
  if (answer) text.append(make("span", "mtq-mark-answer", ". " + answer));
  slot.append(icon(MARK_ICONS[state]), text);
}

/** Return what a type says about its answer: `part` (none, some, all) and the words shown. */
export function countedStatus(done, total, verb) {
  if (done === 0) return plainStatus(false);
  return { part: done < total ? "some" : "all", text: verb + " " + done + "/" + total };
}

/** Return the status of a type that is either answered or not. */
export function plainStatus(answered) {
  return { part: answered ? "all" : "none", text: answered ? "Đã trả lời" : "Chưa trả lời" };
}

/** Give a list its role back: Safari drops it where CSS takes the bullets away. */
export function makeList(tag, className, ...items) {
  const list = make(tag, className, ...items);
  list.setAttribute("role", "list");
  return list;
}
