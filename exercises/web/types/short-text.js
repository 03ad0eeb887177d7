// short_text: a few sentences. Value: the text in NFC, told after a pause in typing or on leaving.

import { make, plainStatus } from "../parts.js";

const PAUSE_MS = 800;
const WARN_AT = [50, 10, 0]; // characters left at which a screen reader is told, not at each key

export const shortText = {
  hint: "Viết câu trả lời ngắn",

  normalise: (question, value) => (typeof value === "string" ? value.normalize("NFC") : null),

  build(context) {
    const limit = context.question.max_length;
    const area = make("textarea", "mtq-area");
    area.id = context.name("text");
    area.rows = 4;
    area.maxLength = limit;
    const label = make("label", "mtq-area-label", "Câu trả lời của đồng chí");
    label.htmlFor = area.id;
    const count = make("p", "mtq-count");
    count.id = context.name("count");
    area.setAttribute("aria-describedby", count.id);
    let last = limit;

    function paintCount(aloud) {
      const left = Math.max(0, limit - area.value.length);
      count.textContent = "còn " + left + " ký tự";
      if (aloud && WARN_AT.some((mark) => left <= mark && last > mark)) {
        context.say(left === 0 ? "Đã hết số ký tự cho phép" : "Còn " + left + " ký tự");
      }
      last = left;
    }

    area.addEventListener("input", () => {
      context.change(area.value.normalize("NFC"), PAUSE_MS);
      paintCount(true);
    });
    area.addEventListener("blur", () => {
      // Some keyboards write a letter and its marks apart: joined, they take less of the limit.
      const joined = area.value.normalize("NFC");
      if (joined !== area.value) area.value = joined;
      paintCount(false);
      context.flush();
    });

    return {
      nodes: [label, area, count],
      show(value) {
        area.value = value || "";
        paintCount(false);
      },
      mark() {},
      clear() {},
      status: (value) => plainStatus(Boolean(value && value.trim())),
    };
  },
};
