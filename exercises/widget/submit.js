// "Nộp bài" in a notebook: one press is one attempt, sent again with the same key until the portal has it.

const AGAIN_MS = 5000;
const KERNEL_MS = 100000; // the kernel waits for the mark itself
const NUMBER = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Return the paragraphs that tell a mark. */
function told(mark) {
  const points = NUMBER.format(mark.score || 0) + "/" + NUMBER.format(mark.max_score) + " điểm";
  const lines = [make("p", "mtn-points", (mark.passed ? "Đạt: " : "Chưa đạt: ") + points)];
  if (mark.passed) lines.push(make("p", "", "Đồng chí đã đạt bài này. Kết quả đã được ghi."));
  else if (mark.critical_missed.length) {
    const missed = mark.critical_missed.map((id) => "câu " + id.slice(1)).join(", ");
    lines.push(make("p", "", "Câu bắt buộc phải đúng mà chưa đúng: " + missed + "."));
  }
  if (mark.pending_manual) {
    lines.push(make("p", "", "Phần tự luận chờ giảng viên chấm; phần này không quyết định việc đạt bài."));
  }
  lines.push(make("p", "mtn-soft", "Lần nộp thứ " + mark.attempt + ". Lời giải thích ở ngay dưới từng câu."));
  return lines;
}

function render({ model, el }) {
  const box = make("section", "mtn-submit");
  const button = make("button", "mtn-button", "Nộp bài");
  button.type = "button";
  const state = make("div", "mtn-said");
  state.setAttribute("role", "status");
  const page = make("a", "mtn-page", "Mở bài này trên trang học");
  page.href = model.get("page");
  page.target = "_blank";
  page.rel = "noopener";
  box.append(make("p", "", "Đồng chí trả lời xong các câu thì bấm nút này để được chấm điểm."), button, state, page);
  el.replaceChildren(box);

  let key = "";
  let timer = 0;
  const say = (...nodes) => state.replaceChildren(...nodes);
  const free = () => {
    key = "";
    button.disabled = false;
  };
  const send = () => {
    clearTimeout(timer);
    model.send({ type: "submit", key });
    timer = setTimeout(() => {
      say(make("p", "mtn-wait", "Chưa nộp được: phòng thực hành chưa trả lời, đang gửi lại."));
      send();
    }, KERNEL_MS);
  };
  const heard = (message) => {
    if (!key || message.key !== key) return;
    if (message.type === "submitted") {
      say(make("p", "", "Đã nộp. Đang chấm bài…"));
      return;
    }
    clearTimeout(timer);
    if (message.type === "away") {
      say(make("p", "mtn-wait", "Chưa nộp được, đang gửi lại. Đồng chí để nguyên trang này."));
      timer = setTimeout(send, AGAIN_MS);
      return;
    }
    if (message.type === "graded") say(...told(message));
    else if (message.type === "refused") say(make("p", "mtn-wait", "Chưa nộp được: " + message.message));
    else say(make("p", "", "Đã nộp. Bài đang chờ chấm; đồng chí xem điểm trên trang học sau ít phút."));
    free();
  };
  button.addEventListener("click", () => {
    key = newKey();
    button.disabled = true;
    say(make("p", "", "Đang nộp bài…"));
    send();
  });
  model.on("msg:custom", heard);
  return () => {
    clearTimeout(timer);
    model.off("msg:custom", heard);
  };
}

export default { render };
