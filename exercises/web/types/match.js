// match: pair each left item with a right one. Value: {left id: right id}, partial while some are open.

import { make, makeHtml, makeList } from "../parts.js";
import { buildPairs, keepPairs, labelled } from "../pairs.js";

export const match = {
  hint: "Ghép từng mục với ý đúng",

  normalise: (question, value) => keepPairs(question.left, question.right, value),

  build(context) {
    const { left, right } = context.question;
    const letter = (index) => String.fromCharCode(65 + index); // A, B, C…
    const choices = labelled(right, (index) => letter(index) + ". ");
    const used = choices.map(() => make("span", "mtq-used", " · đã ghép"));
    const lines = choices.map(({ html }, index) =>
      make(
        "li",
        "",
        make("span", "mtq-letter", letter(index)),
        make("span", "mtq-sr", ". "),
        make("span", "mtq-text", makeHtml("span", "", html), used[index]),
      ),
    );
    const heading = make("p", "mtq-box-title", "Các ý để ghép");
    const reference = make("div", "mtq-reference", heading, makeList("ol", "mtq-letters", ...lines));
    const view = buildPairs(context, {
      items: left,
      choices,
      verb: "Đã ghép",
      missing: "Chưa ghép",
      radios: false,
      onChange(picked) {
        const taken = Object.values(picked);
        choices.forEach(({ id }, index) => {
          used[index].hidden = !taken.includes(id);
          lines[index].classList.toggle("mtq-taken", taken.includes(id));
        });
      },
    });
    view.nodes.unshift(reference);
    return view;
  },
};
