// true_false: is the statement true? Value: true or false.

import { buildChoices } from "../choices.js";

export const trueFalse = {
  hint: "Đúng hay sai?",
  normalise: (question, value) => (typeof value === "boolean" ? value : null),
  build(context) {
    const view = buildChoices(context, {
      options: [
        { id: true, html: "Đúng" },
        { id: false, html: "Sai" },
      ],
      kind: "radio",
      // The options themselves read "Đúng" and "Sai", so the marks need other words.
      words: { right: "Trả lời đúng", wrong: "Trả lời sai" },
      toIds: (value) => (value === null ? [] : [value]),
      fromIds: (ids) => ids[0],
    });
    view.nodes[0].classList.add("mtq-options-pair");
    return view;
  },
};
