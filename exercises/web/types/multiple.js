// multiple: every right option. Value: the ids, in the order of the options.

import { buildChoices } from "../choices.js";

export const multiple = {
  hint: "Chọn tất cả đáp án đúng",
  normalise(question, value) {
    if (!Array.isArray(value)) return null;
    return question.options.map(({ id }) => id).filter((id) => value.includes(id));
  },
  build: (context) =>
    buildChoices(context, {
      options: context.question.options,
      lettered: true,
      kind: "checkbox",
      words: { right: "Đúng", wrong: "Sai" },
      toIds: (value) => value || [],
      fromIds: (ids) => ids,
    }),
};
