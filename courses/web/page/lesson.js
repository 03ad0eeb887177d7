// The lesson page: answers, what is saved of them, “Nộp bài” and the result.

import { Api } from "../../../hub/web/page/api.js";
import { element, pageData, part } from "../../../hub/web/page/dom.js";
import { questionLinks } from "./questions.js";
import { keepPage, watchSignOut } from "./offline.js";
import { Outbox } from "./outbox.js";
import { pointsOf, resultNodes, resultTitle } from "./result.js";
import { paintProgress, paintSaved } from "./savebar.js";
import { Store } from "./store.js";
import { Submissions } from "./submission.js";

const TOLD_KEY = "mattran-no-offline-told";
const STAGES = {
  resumed: "Đang nộp tiếp bài đã bấm nộp lần trước…",
  "sending-answers": "Đang gửi nốt các câu trả lời…",
  sending: "Đang nộp bài…",
  grading: "Bài đã nộp. Đang chấm…",
};

class LessonPage {
  constructor() {
    this._data = pageData();
    const { api: base, csrf, username } = this._data;
    const api = (this._api = new Api({ base, csrf, username }));
    this._store = new Store(() => this._paintSaved());
    this._outbox = new Outbox({
      store: this._store,
      api,
      username,
      changed: (state) => {
        this._saving = state;
        this._paintSaved();
      },
      saved: () => {
        this._anySaved = true;
      },
      refused: (row, message) => this._refused(row, message),
    });
    this._submissions = new Submissions({
      store: this._store,
      api,
      outbox: this._outbox,
      username,
      stage: (name, details) => this._stage(name, details),
    });
    this._saving = { waiting: [], phase: "idle" };
    this._anySaved = Object.values(this._data.answers).some((value) => value !== null);
    this._mode = "answering"; // then submitting, graded
    this._changed = this._data.changed; // answered since the last submission
    this._follows = false; // the mark of an earlier visit is waited for
    this._questions = new Map(); // id -> <mt-question>
  }

  async start() {
    const { lesson, version, username, last_submission: last } = this._data;
    const before = () => this._flush();
    if (watchSignOut({ store: this._store, api: this._api, data: this._data, before })) return;
    await this._store.forgetCopies(username);
    this._draw(await this._answers());
    this._listen();
    part("starting").hidden = true;
    part("submit-card").hidden = false;
    this._outbox.start();
    const resumed = await this._submissions.resume({ lesson, version });
    if (last && !resumed) this._submissions.watchEarlier(last);
    this._submissions.deliverOthers({ lesson, version }, (press) => this._delivered(press));
    const canKeep = await keepPage(this._data);
    part("no-offline").hidden = canKeep || wasTold();
  }

  /** What was answered: by the server's word, then by what it took since, then by what still waits. */
  async _answers() {
    const { lesson, version, username, answers, rendered_at: renderedAt } = this._data;
    const merged = { ...answers };
    for (const copy of await this._store.copies(username, lesson, version)) {
      if (new Date(copy.saved_at) <= new Date(renderedAt)) continue;
      merged[copy.question] = copy.value;
      this._changed = this._anySaved = true;
    }
    for (const row of await this._store.waiting(username)) {
      if (row.lesson !== lesson || row.version !== version) continue;
      merged[row.question] = row.value;
      this._changed = true;
    }
    return merged;
  }

  _draw(answers) {
    for (const node of document.querySelectorAll("mt-question")) {
      const question = JSON.parse(node.querySelector("script").textContent);
      node.question = question;
      node.value = answers[question.id];
      this._questions.set(question.id, node);
    }
    this._paintAnswered();
    this._paintResume();
  }

  _listen() {
    part("lesson-body").addEventListener("mt-answer", ({ detail }) => this._answered(detail));
    part("submit").addEventListener("click", () => this._pressed());
    part("ask-submit").addEventListener("click", () => this._submit());
    part("ask-back").addEventListener("click", () => {
      this._showAsk(false);
      this._goTo(this._missing()[0] || "q1");
    });
    part("unpress").addEventListener("click", () => this._takeBack(""));
    part("again").addEventListener("click", () => this._again());
    part("no-offline-close").addEventListener("click", () => {
      part("no-offline").hidden = true;
      rememberTold();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this._store.lasting || !this._saving.waiting.length) return;
      event.preventDefault();
      event.returnValue = ""; // what browsers of 2021 ask for
    });
  }

  // -- answering ---------------------------------------------------------------------------------

  _answered({ question, value }) {
    const { lesson, version } = this._data;
    this._changed = true;
    this._paintMessage(question, "");
    this._showAsk(false);
    this._paintAnswered();
    this._outbox.add({ lesson, version, question, value });
  }

  /** Ids of the questions that lack an answer or a part of it. */
  _missing() {
    return Array.from(this._questions.values())
      .filter((node) => !isComplete(node.question, node.value))
      .map((node) => node.question.id);
  }

  _paintAnswered() {
    const total = this._questions.size;
    const missing = this._missing().length;
    paintProgress(total - missing, total);
    if (this._mode !== "answering") return;
    const rest = missing ? "Còn " + missing + " câu chưa trả lời xong." : "Đồng chí đã trả lời đủ " + total + " câu.";
    this._paintSubmit(rest + " Nộp được nhiều lần, lần tốt nhất được tính.");
  }

  _paintResume() {
    const missing = this._missing();
    const isMidway = missing.length > 0 && missing.length < this._questions.size;
    const isFinished = Boolean(this._data.last_submission) && !this._changed;
    part("resume").hidden = !isMidway || isFinished;
    if (!isMidway) return;
    const link = part("resume").querySelector("a");
    link.href = "#cau-" + missing[0].slice(1);
    link.textContent = "Tiếp tục từ câu " + missing[0].slice(1);
  }

  _paintSaved() {
    paintSaved({ ...this._saving, lasting: this._store.lasting, anySaved: this._anySaved });
  }

  _paintMessage(question, message) {
    const node = document.querySelector('[data-message="' + question + '"]');
    node.hidden = !message;
    node.textContent = message;
  }

  /** The server will never take this answer: say so at the question, and do not submit without it. */
  _refused(row, message) {
    const { lesson, version } = this._data;
    if (row.lesson !== lesson || row.version !== version) return;
    this._paintMessage(row.question, message);
    if (this._mode === "submitting") {
      this._takeBack("Câu " + row.question.slice(1) + " chưa lưu được nên bài chưa nộp. Mời đồng chí sửa rồi nộp lại.");
    }
  }

  _goTo(question) {
    const node = this._questions.get(question);
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "start" });
  }

  // -- submitting --------------------------------------------------------------------------------

  _pressed() {
    this._flush();
    const missing = this._missing();
    if (!missing.length) {
      this._submit();
      return;
    }
    part("ask-text").replaceChildren(
      "Còn " + missing.length + " câu chưa trả lời xong: ",
      ...questionLinks(missing),
      ". Câu bỏ trống không được tính điểm.",
    );
    this._showAsk(true);
    part("ask-text").focus();
  }

  _showAsk(isShown) {
    part("ask").hidden = !isShown;
    part("submit-text").hidden = isShown;
    part("submit-actions").hidden = isShown || this._mode !== "answering";
  }

  _flush() {
    for (const node of this._questions.values()) node.flush();
  }

  _submit() {
    if (this._mode !== "answering") return;
    const { lesson, version, title } = this._data;
    this._flush();
    this._follows = false;
    this._setMode("submitting");
    this._submissions.press({ lesson, version, title });
  }

  async _takeBack(words) {
    const { lesson, version } = this._data;
    if (!(await this._submissions.takeBack({ lesson, version }))) return;
    this._setMode("answering");
    if (words) this._paintSubmit(words);
  }

  _stage(name, details) {
    if (name === "graded") this._graded(details);
    else if (name === "stopped") this._stopped(details);
    else if (name === "earlier-graded") this._earlierGraded(details);
    else if (name === "earlier-queued") this._earlierQueued();
    else this._underWay(name, details);
  }

  _underWay(name, details) {
    this._setMode("submitting");
    part("submit-progress").hidden = name === "offline";
    part("wait-actions").hidden = name !== "offline" || details.tried;
    this._paintSubmit(name === "offline" ? this._offlineWords() : STAGES[name]);
  }

  /** What an earlier visit submitted is still being marked: wait for it, unless the person went on. */
  _earlierQueued() {
    if (this._mode !== "answering" || this._changed) return;
    this._follows = true;
    this._underWay("grading");
  }

  _earlierGraded(result) {
    if (this._mode === "submitting" && this._follows) this._graded(result);
    else if (this._mode !== "answering") return;
    else if (this._changed) this._paintResult(result, { isOld: true });
    else this._showMarks(result);
  }

  _offlineWords() {
    const later = this._store.lasting
      ? "Đồng chí có thể đóng trang; lần sau mở lại bài này, bài sẽ nộp tiếp."
      : "Đồng chí để nguyên trang này.";
    return "Chưa nộp được vì chưa có mạng. Bài tự nộp khi có mạng lại. " + later;
  }

  _stopped({ kind, message }) {
    const wasSubmitting = this._mode === "submitting";
    if (kind === "signed-out" || kind === "wrong-person") {
      this._saving = { ...this._saving, phase: kind };
      this._paintSaved();
    }
    if (!wasSubmitting) return;
    this._setMode("answering");
    const kept = "Bài chưa nộp được vì phiên đã hết. Sau khi đồng chí đăng nhập lại, bài tự nộp tiếp.";
    this._paintSubmit(kind === "refused" ? message : kept);
    part("submit-actions").hidden = kind !== "refused";
  }

  _delivered(press) {
    const link = element("a", "", "Xem kết quả");
    link.href = this._data.home + "lessons/" + press.lesson + "?version=" + press.version;
    const words = "Bài “" + press.title + "” bấm nộp lúc mất mạng nay đã nộp xong. ";
    part("lesson-bar").before(element("p", "notice notice-ok", words, link, "."));
  }

  // -- the result --------------------------------------------------------------------------------

  _graded(result) {
    this._showMarks(result);
    part("result-title").focus({ preventScroll: true });
    part("result").scrollIntoView({ block: "start" });
  }

  _showMarks(result) {
    this._changed = this._follows = false;
    this._data.last_submission = result.id;
    for (const each of result.questions) {
      const node = this._questions.get(each.id);
      if (node) node.result = each;
    }
    this._paintResult(result, { isOld: false });
    this._setMode("graded");
  }

  _paintResult(result, { isOld }) {
    const types = Object.fromEntries(Array.from(this._questions, ([id, node]) => [id, node.question.type]));
    const card = part("result");
    card.hidden = false;
    card.classList.toggle("result-passed", result.passed && !isOld);
    part("result-title").textContent = isOld ? "Kết quả lần nộp trước" : resultTitle(result);
    part("again").hidden = isOld;
    part("again").className = result.passed ? "btn btn-quiet" : "btn btn-primary btn-big";
    const line = (result.passed ? "Đạt, " : "Chưa đạt, ") + pointsOf(result) + ".";
    part("result-line").hidden = isOld;
    part("result-line-text").textContent = "Lần nộp gần nhất: " + line;
    part("result-body").replaceChildren(
      ...(isOld ? [element("p", "", line)] : resultNodes(result, types, this._data.pass_share)),
    );
    const next = part("result-next");
    if (next) next.hidden = isOld || !result.passed;
  }

  /** Answer again: marks and explanations go, the answers stay. */
  _again() {
    for (const node of this._questions.values()) node.clearResult();
    part("result").hidden = true;
    part("result-line").hidden = true;
    this._changed = true;
    this._setMode("answering");
    this._goTo("q1");
  }

  _setMode(mode) {
    this._mode = mode;
    for (const node of this._questions.values()) node.disabled = mode !== "answering";
    part("submit-card").hidden = mode === "graded";
    this._showAsk(false);
    part("submit-progress").hidden = true;
    part("wait-actions").hidden = true;
    this._paintAnswered();
    if (mode !== "answering") part("resume").hidden = true;
  }

  _paintSubmit(words) {
    const text = part("submit-text");
    if (text.textContent !== words) text.textContent = words;
  }
}

/** Say whether every part of the question is answered. */
function isComplete(question, value) {
  if (value === null || value === undefined) return false;
  if (question.type === "match") return Object.keys(value).length === question.left.length;
  if (question.type === "classify") return Object.keys(value).length === question.items.length;
  return true;
}

function wasTold() {
  try {
    return window.localStorage.getItem(TOLD_KEY) !== null;
  } catch {
    return false;
  }
}

function rememberTold() {
  try {
    window.localStorage.setItem(TOLD_KEY, "1");
  } catch {
    // Told again next time: no harm.
  }
}

new LessonPage().start();
