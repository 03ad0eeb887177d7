// single: one option of several. Value: the option's id.

import { buildChoices } from "../choices.js";

export const single = {
  hint: "Chọn một đáp án",
  normalise: (question, value) => (question.options.some(({ id }) => id === value) ? value : null),
  build: (context) =>
    buildChoices(context, {
      options: context.question.options,
      lettered: true,
      kind: "radio",
      words: { right: "Đúng", wrong: "Sai" },
      toIds: (value) => (value === null ? [] : [value]),
      fromIds: (ids) => ids[0],
    }),
};
