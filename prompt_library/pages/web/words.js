// Words the pages of AI share: kinds of personal data, numbers, and what helps with each refusal.

import { element } from "../../../hub/web/page/dom.js";

const KINDS = {
  TEN_NGUOI: "Họ tên người",
  SO_DINH_DANH: "Số định danh, căn cước",
  CMND: "Số chứng minh nhân dân",
  DIEN_THOAI: "Số điện thoại",
  EMAIL: "Thư điện tử",
  DIA_CHI: "Địa chỉ nhà",
  NGAY_SINH: "Ngày sinh",
  TAI_KHOAN: "Số tài khoản",
  MST_CA_NHAN: "Mã số thuế cá nhân",
  BHYT: "Số thẻ bảo hiểm y tế",
  BHXH: "Số bảo hiểm xã hội",
  HO_CHIEU: "Số hộ chiếu",
  BIEN_SO: "Biển số xe",
  SUC_KHOE: "Tình trạng sức khỏe",
  TON_GIAO_DAN_TOC: "Tôn giáo, dân tộc của một người",
};
const WHOLE = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 0 });

/** Name a kind of personal data. */
export function kindName(type) {
  return KINDS[type] || "Dữ liệu cá nhân khác";
}

/** Write a whole number the Vietnamese way. */
export function whole(number) {
  return WHOLE.format(number);
}

/** Return the list "Họ tên người: 2" of counts by kind. */
export function kindList(counts) {
  const list = element("ul", "kind-list");
  for (const [type, count] of Object.entries(counts)) {
    list.append(element("li", "", kindName(type) + ": ", element("strong", "", whole(count))));
  }
  return list;
}

/** Return links to lessons: "K2-B3", "K2-B5". */
export function lessonLinks(home, lessons) {
  return lessons.flatMap((id, at) => {
    const link = element("a", "", id.toUpperCase());
    link.href = home + "lessons/" + encodeURIComponent(id);
    return at ? [", ", link] : [link];
  });
}

/** Return the paragraphs that say what went wrong and what to do; `signIn` is the address for a new session. */
export function refusalNodes(error, { home, signIn, missing = [] }) {
  const nodes = [element("p", "", element("strong", "", error.message))];
  if (error.code === "no_licence" && missing.length) {
    nodes.push(element("p", "", "Mở bài còn thiếu: ", ...lessonLinks(home, missing), "."));
  }
  if (error.code === "signed_out") {
    const link = element("a", "", "Đăng nhập lại ở thẻ mới");
    link.href = signIn;
    link.target = "_blank";
    link.rel = "noopener";
    nodes.push(element("p", "", link, " rồi quay lại đây bấm lần nữa; nội dung đồng chí đã điền vẫn còn."));
  }
  if (error.code === "guard_unsure" || error.code === "level_refused") {
    nodes.push(element("p", "", "Nội dung đồng chí đã điền vẫn còn nguyên để sửa."));
  }
  return nodes;
}

/** Take the kept drafts of this tab away when somebody signs out; `forget` does it. */
export function whenSigningOut(forget) {
  for (const link of document.querySelectorAll('a[href$="/hub/logout"]')) {
    link.addEventListener("click", forget, { capture: true });
  }
}
