// The line that stays in sight: how many questions are answered, and whether the server has the answers.

import { element, part } from "../../../hub/web/page/dom.js";
import { questionsOf } from "./questions.js";

const ENDED = {
  "signed-out": ["Phiên đã hết, mời đồng chí đăng nhập lại. Câu trả lời chưa gửi vẫn giữ trên máy này. ", "Đăng nhập lại"],
  "wrong-person": [
    "Máy này vừa đăng nhập bằng tài khoản khác. Câu trả lời của đồng chí vẫn giữ ở đây, chỉ gửi khi chính đồng chí đăng nhập lại. ",
    "Tải lại trang",
  ],
};

/** Paint how many of `total` questions are answered. */
export function paintProgress(answered, total) {
  part("progress").value = answered;
  part("progress-count").textContent = answered + "/" + total + " câu";
}

/**
 * Paint the saved state: `waiting` and `phase` as the outbox tells them, `lasting` whether the browser can
 * keep answers, `anySaved` whether the server has any.
 */
export function paintSaved({ waiting, phase, lasting, anySaved }) {
  const count = questionsOf(waiting);
  const isOffline = navigator.onLine === false;
  const ended = ENDED[phase];
  const isStuck = !ended && count > 0 && (phase === "waiting" || isOffline);
  const words = savedWords({ count, phase, isStuck, isOffline, ended, anySaved });
  const state = part("save-state");
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle("save-state-ok", words === "Đã lưu");
  state.classList.toggle("save-state-wait", isStuck || Boolean(ended) || isOffline);
  paintNote(ended ? endedNote(ended) : [noteWords({ isStuck, isOffline, lasting })]);
}

function savedWords({ count, phase, isStuck, isOffline, ended, anySaved }) {
  if (ended && !count) return "Đã hết phiên";
  if (isStuck) return "Chờ mạng – " + count + " câu chưa gửi";
  if (count) return phase === "sending" ? "Đang lưu…" : count + " câu chưa gửi";
  if (isOffline) return "Mất mạng";
  return anySaved ? "Đã lưu" : "";
}

function noteWords({ isStuck, isOffline, lasting }) {
  const loss = "Trình duyệt này không giữ được câu trả lời khi đóng trang.";
  if (!isStuck && !isOffline) {
    return lasting ? "" : loss + " Đồng chí chờ hiện “Đã lưu” rồi hãy đóng.";
  }
  const why = isOffline ? "Đang mất mạng." : "Máy chủ chưa trả lời.";
  if (!lasting) return why + " " + loss + " Đồng chí để nguyên trang này, câu trả lời tự gửi khi có mạng lại.";
  return why + " Câu trả lời được giữ trên máy này và tự gửi khi có mạng lại.";
}

/** The link opens this page afresh; the server leads through the sign-in when that is needed. */
function endedNote([words, act]) {
  const link = element("a", "", act);
  link.href = window.location.pathname + window.location.search;
  return [words, link];
}

function paintNote(nodes) {
  const note = part("bar-note");
  const made = element("p", "", ...nodes);
  note.hidden = !made.textContent;
  if (note.textContent !== made.textContent) note.replaceChildren(...made.childNodes);
}
