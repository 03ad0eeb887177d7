// classify: put each item in a group. Value: {item id: group id}, partial while some are open.

import { buildPairs, keepPairs, labelled } from "../pairs.js";

const OPEN_GROUPS = 3; // up to so many groups stand open as radios: one tap, nothing to unfold
const OPEN_LENGTH = 40; // characters; longer names would fill a phone's screen for each item

export const classify = {
  hint: "Xếp từng mục vào nhóm đúng",

  normalise: (question, value) => keepPairs(question.items, question.groups, value),

  build(context) {
    const { items, groups } = context.question;
    const choices = labelled(groups, () => "");
    return buildPairs(context, {
      items,
      choices,
      verb: "Đã xếp",
      missing: "Chưa xếp",
      radios: choices.length <= OPEN_GROUPS && choices.every(({ label }) => label.length <= OPEN_LENGTH),
      onChange() {},
    });
  },
};
