// The mark of a graded submission in words: passed or what is missing, and which questions to look at again.

import { element, vietnamese } from "../../../hub/web/page/dom.js";
import { questionLinks } from "./questions.js";

const ZONE = { timeZone: "Asia/Ho_Chi_Minh" };

/** Return the heading for a graded submission. */
export function resultTitle({ passed }) {
  return passed ? "Đạt" : "Lần nộp này chưa đạt";
}

/** Return “9/10 điểm”. */
export function pointsOf({ score, max_score: most }) {
  return vietnamese(score || 0) + "/" + vietnamese(most) + " điểm";
}

/**
 * Return the nodes that tell a graded submission. `types` maps question ids to types; `passShare` (0-1)
 * of the points marked automatically is needed.
 */
export function resultNodes(result, types, passShare) {
  const nodes = [element("p", "result-points", pointsOf(result))];
  const missing = result.passed ? [] : missingItems(result, types, passShare);
  if (result.passed) nodes.push(element("p", "", "Đồng chí đã đạt bài này. Kết quả đã được ghi."));
  if (missing.length) {
    nodes.push(element("p", "", "Để đạt bài, đồng chí cần:"), element("ul", "", ...missing));
  }
  if (result.pending_manual) {
    nodes.push(element("p", "", "Phần tự luận chờ giảng viên chấm; phần này không quyết định việc đạt bài."));
  }
  const wrong = result.questions.filter((each) => !each.correct && !each.needs_manual).map(({ id }) => id);
  if (wrong.length) {
    nodes.push(element("p", "", "Xem lại lời giải thích ở ", ...questionLinks(wrong), "."));
  } else if (!result.pending_manual) {
    nodes.push(element("p", "", "Mọi câu đều đúng. Lời giải thích ở ngay dưới từng câu."));
  }
  nodes.push(element("p", "muted", "Lần nộp thứ " + result.attempt + ", " + whenOf(result.submitted_at) + "."));
  return nodes;
}

function missingItems(result, types, passShare) {
  const items = [];
  if (result.critical_missed.length) {
    const links = questionLinks(result.critical_missed);
    items.push(element("li", "", "Trả lời đúng câu bắt buộc: ", ...links, "."));
  }
  const automatic = result.questions.filter(({ id }) => types[id] !== "short_text");
  const got = automatic.reduce((sum, each) => sum + (each.score || 0), 0);
  const most = automatic.reduce((sum, each) => sum + each.max_score, 0);
  if (most && got / most < passShare - 1e-9) {
    const has = vietnamese(Math.floor((1000 * got) / most) / 10);
    items.push(
      element("li", "", "Được từ " + vietnamese(100 * passShare) + "% số điểm trở lên; lần này được " + has + "%."),
    );
  }
  return items;
}

function whenOf(iso) {
  const time = new Date(iso);
  const hour = time.toLocaleTimeString("vi-VN", { ...ZONE, hour: "2-digit", minute: "2-digit" });
  const day = time.toLocaleDateString("vi-VN", { ...ZONE, day: "2-digit", month: "2-digit", year: "numeric" });
  return "lúc " + hour + " ngày " + day;
}
