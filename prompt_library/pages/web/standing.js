// How the person stands with AI: an account, the licence, what is left of the month.

import { element } from "../../../hub/web/page/dom.js";
import { lessonLinks, whole } from "./words.js";

/** Fill `box` with what keeps the person from asking (hidden when nothing does); true when they may. */
export function paintStanding(box, me, home) {
  const nodes = [];
  if (!me.entitled) {
    nodes.push(
      element("p", "", element("strong", "", "Đồng chí chưa được cấp tài khoản AI.")),
      element(
        "p",
        "",
        "Tài khoản dành cho cán bộ cơ quan tỉnh, Chủ tịch và Phó Chủ tịch Ủy ban MTTQ cấp xã. Trường hợp khác, " +
          "đề nghị đơn vị báo quản trị cấp tỉnh xem xét. Trong lúc chờ, đồng chí vẫn xem được câu lệnh và câu trả lời mẫu.",
      ),
    );
  } else if (!me.licensed) {
    const missing = me.missing_lessons.length ? [" Còn thiếu: ", ...lessonLinks(home, me.missing_lessons), "."] : [];
    nodes.push(
      element("p", "", element("strong", "", "Đồng chí cần đạt các bài về an toàn trước khi dùng AI."), ...missing),
    );
  }
  box.replaceChildren(...nodes);
  box.hidden = !nodes.length;
  return !nodes.length;
}

/** Say in `line` what of this month is used. */
export function paintQuota(line, { used, limit, unit_used: unitUsed, unit_limit: unitLimit, resets_on: resets }) {
  const day = resets.split("-").reverse().join("/");
  const unit = unitUsed * 10 >= unitLimit * 9 ? " Hạn mức của đơn vị: đã dùng " + whole(unitUsed) + " / " + whole(unitLimit) + "." : "";
  line.textContent = "Đã dùng " + whole(used) + " / " + whole(limit) + " token trong tháng; tính lại từ ngày " + day + "." + unit;
  line.hidden = false;
}
