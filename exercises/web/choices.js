// Options to tick, shared by single, multiple and true_false: native radios or checkboxes.

import { make, makeHtml, plainStatus, setMark } from "./parts.js";

/**
 * Build the options of a question.
 *
 * `options`: [{id, html}]; `lettered`: whether the ids are letters to show, since explanations and
 * classes speak of “câu b”; `kind`: radio or checkbox; `words`: texts of the marks right and wrong;
 * `toIds` and `fromIds` turn an answer into the list of chosen ids and back.
 */
export function buildChoices(context, { options, lettered, kind, words, toIds, fromIds }) {
  const rows = options.map((option) => {
    const input = make("input", "mtq-tick");
    input.type = kind;
    input.name = context.name("choice");
    const slot = make("span", "mtq-mark");
    slot.hidden = true;
    const text = makeHtml("span", "mtq-text", option.html);
    if (lettered) text.prepend(make("span", "mtq-option-letter", option.id + "."), " ");
    const row = make("label", "mtq-option", input, make("span", "mtq-option-body", text, slot));
    input.addEventListener("change", () => {
      paintChosen();
      context.change(fromIds(rows.filter((each) => each.input.checked).map((each) => each.id)));
    });
    return { id: option.id, input, row, slot };
  });

  function paintChosen() {
    for (const { row, input } of rows) row.classList.toggle("mtq-chosen", input.checked);
  }

  return {
    nodes: [make("div", "mtq-options", ...rows.map(({ row }) => row))],
    show(value) {
      const chosen = toIds(value);
      for (const { id, input } of rows) input.checked = chosen.includes(id);
      paintChosen();
    },
    mark(value, key) {
      const chosen = toIds(value);
      const wanted = toIds(key);
      for (const { id, row, slot } of rows) {
        const isChosen = chosen.includes(id);
        const isWanted = wanted.includes(id);
        if (isChosen) setMark(row, slot, isWanted ? "right" : "wrong", isWanted ? words.right : words.wrong);
        else setMark(row, slot, isWanted ? "missed" : null, "Đáp án đúng");
      }
    },
    clear() {
      for (const { row, slot } of rows) setMark(row, slot, null);
    },
    status: (value) => plainStatus(toIds(value).length > 0),
  };
}
