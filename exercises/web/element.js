// <mt-question>: draws one public question inside itself and tells the page each answer.

import { icon, make, makeHtml, sameAnswer, takenBack, vietnameseNumber } from "./parts.js";
import { single } from "./types/single.js";
import { multiple } from "./types/multiple.js";
import { trueFalse } from "./types/true-false.js";
import { order } from "./types/order.js";
import { match } from "./types/match.js";
import { classify } from "./types/classify.js";
import { shortText } from "./types/short-text.js";

const TYPES = { single, multiple, true_false: trueFalse, order, match, classify, short_text: shortText };
const STATUS_ICONS = { none: "empty", some: "part", all: "right" };
const PROPERTIES = ["question", "value", "disabled", "result"];
let made = 0;

class MtQuestion extends HTMLElement {
  constructor() {
    super();
    made += 1;
    this._prefix = "mtq-" + made + "-";
    this._question = null;
    this._value = null; // what the learner sees
    this._told = null; // what the page knows
    this._disabled = false;
    this._result = null;
    this._view = null;
    this._timer = 0;
    this._sayTimer = 0;
    this._onHide = () => {
      if (document.visibilityState === "hidden") this.flush();
    };
  }

  connectedCallback() {
    // JupyterLab reads arrow keys and letters as commands unless told to leave an element alone.
    this.setAttribute("data-lm-suppress-shortcuts", "true");
    document.addEventListener("visibilitychange", this._onHide);
    // Properties set before the element was defined hide the accessors: take them over.
    for (const name of PROPERTIES) {
      if (Object.prototype.hasOwnProperty.call(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this._onHide);
    this.flush();
  }

  /** The question's public form; setting another one starts afresh. */
  get question() {
    return this._question;
  }

  set question(question) {
    if (this._question) {
      this.flush();
      this._value = null;
      this._result = null;
    }
    this._question = question || null;
    this._render();
  }

  /** The answer; null while there is none or when it was taken back. Setting it fires nothing. */
  get value() {
    return this._value === null ? null : JSON.parse(JSON.stringify(this._value));
  }

  set value(value) {
    clearTimeout(this._timer);
    this._value = this._normalised(value);
    this._told = this._value;
    this._paint();
  }

  get disabled() {
    return this._disabled;
  }

  set disabled(disabled) {
    this._disabled = Boolean(disabled);
    if (this._view) this._fieldset.disabled = this._disabled;
    this.classList.toggle("mtq-disabled", this._disabled);
  }

  /** The mark: {score, max_score, correct, needs_manual, key, explanation_html, sample} or null. */
  get result() {
    return this._result;
  }

  set result(result) {
    this._result = result || null;
    this._paint();
  }

  /** Take the mark, the right answer and the explanation away. */
  clearResult() {
    this._result = null;
    this._paintResult();
  }

  /** Tell the page at once what it would hear after the pause in typing. */
  flush() {
    clearTimeout(this._timer);
    if (!this._question || sameAnswer(this._value, this._told)) return;
    this._told = this._value;
    const detail = { question: this._question.id, value: this.value };
    this.dispatchEvent(new CustomEvent("mt-answer", { bubbles: true, composed: true, detail }));
  }

  _normalised(value) {
    const type = this._question && TYPES[this._question.type];
    if (value === undefined || value === null) return null;
    return type ? takenBack(type.normalise(this._question, value)) : value;
  }

  _render() {
    const question = this._question;
    const type = question && TYPES[question.type];
    this._view = null;
    if (!question) {
      this.replaceChildren();
      return;
    }
    const prompt = makeHtml("legend", "mtq-prompt", question.prompt_html);
    if (!type) {
      const sorry =
        "Trang đang mở là bản cũ nên chưa hiển thị được dạng câu hỏi này. Mời đồng chí tải lại trang.";
      this.replaceChildren(make("fieldset", "mtq-body", prompt, make("p", "mtq-sorry", sorry)));
      return;
    }
    this._value = this._told = this._normalised(this._value);
    this._status = make("span", "mtq-status");
    this._status.id = this._prefix + "status";
    this._live = make("p", "mtq-sr");
    this._live.setAttribute("aria-live", "polite");
    this._panel = make("div", "mtq-result");
    this._panel.setAttribute("role", "group");
    this._panel.setAttribute("aria-label", ("Kết quả " + questionNumber(question)).trim());
    this._view = type.build({
      question,
      name: (suffix) => this._prefix + suffix,
      isDisabled: () => this._disabled,
      change: (value, pause) => this._change(value, pause),
      flush: () => this.flush(),
      say: (text) => this._say(text),
    });
    this._fieldset = make("fieldset", "mtq-body", prompt, ...this._view.nodes);
    this._fieldset.setAttribute("aria-describedby", this._status.id);
    this._fieldset.disabled = this._disabled;
    this.replaceChildren(questionHead(question, type, this._status), this._fieldset, this._panel, this._live);
    this._paint();
  }

  /** Take the learner's answer; told at once, or after `pause` milliseconds without another. */
  _change(value, pause) {
    const hadResult = Boolean(this._result);
    const before = this._status.textContent;
    this._value = takenBack(value);
    if (hadResult) this.clearResult();
    else this._paintStatus();
    if (hadResult) this._say("Đã ẩn kết quả lần trước");
    else if (this._status.textContent !== before) this._say(this._status.textContent);
    clearTimeout(this._timer);
    if (pause) this._timer = setTimeout(() => this.flush(), pause);
    else this.flush();
  }

  /** Let a screen reader say `text`, also when it is the same as before. */
  _say(text) {
    const live = this._live;
    live.textContent = "";
    clearTimeout(this._sayTimer);
    this._sayTimer = setTimeout(() => {
      live.textContent = text;
    }, 60);
  }

  _paint() {
    if (!this._view) return;
    this._view.show(this._value);
    this._paintResult();
  }

  _paintResult() {
    if (!this._view) return;
    this._paintStatus();
    this._view.clear();
    const result = this._result;
    this._panel.hidden = !result;
    this._panel.replaceChildren();
    this.classList.toggle("mtq-marked", Boolean(result));
    if (!result) return;
    const hasKey = result.key !== undefined && result.key !== null;
    const answer = hasKey ? this._view.mark(this._value, result.key) : null;
    const { state, words, score } = this._verdict();
    this._panel.append(
      make(
        "p",
        "mtq-verdict mtq-verdict-" + state,
        icon(state),
        make("strong", "", words),
        " ",
        make("span", "mtq-score", score),
      ),
    );
    if (answer) this._panel.append(answer);
    if (result.sample) {
      const sample = make("p", "mtq-sample", result.sample);
      this._panel.append(make("div", "mtq-box", make("p", "mtq-box-title", "Câu trả lời mẫu"), sample));
    }
    if (result.explanation_html) {
      const explanation = makeHtml("div", "mtq-prose", result.explanation_html);
      this._panel.append(make("div", "mtq-box", make("p", "mtq-box-title", "Giải thích"), explanation));
    }
  }

  _paintStatus() {
    const { part, text } = this._view.status(this._value);
    let state = STATUS_ICONS[part];
    let words = text;
    if (this._result) ({ state, words } = this._verdict());
    this._status.className = "mtq-status mtq-status-" + (this._result ? state : part);
    this._status.replaceChildren(icon(state), words);
  }

  /** Say in words how the answer did; `state` is right, part, wrong, empty or wait. */
  _verdict() {
    const { score, max_score: most, correct, needs_manual: waits } = this._result;
    if (waits) {
      const words = "Chờ giảng viên chấm";
      return { state: "wait", words, score: "Tối đa " + vietnameseNumber(most) + " điểm" };
    }
    const got = score || 0;
    const line = "Được " + vietnameseNumber(got) + "/" + vietnameseNumber(most) + " điểm";
    if (correct || (correct === undefined && got >= most)) return { state: "right", words: "Đúng", score: line };
    if (got > 0) return { state: "part", words: "Đúng một phần", score: line };
    if (this._view.status(this._value).part === "none") {
      return { state: "empty", words: "Chưa trả lời", score: line };
    }
    return { state: "wrong", words: "Chưa đúng", score: line };
  }
}

/** Return “Câu 3” for the id q3, and nothing for an id of another form. */
function questionNumber(question) {
  const found = /^q(\d+)$/.exec(question.id);
  return found ? "Câu " + found[1] : "";
}

/** Make the line above the prompt: number, what to do, points, and whether it is answered. */
function questionHead(question, type, status) {
  const number = questionNumber(question);
  const points = question.points === undefined ? "" : " · " + vietnameseNumber(question.points) + " điểm";
  const head = make("div", "mtq-head", make("span", "mtq-hint", type.hint + points), status);
  if (number) head.prepend(make("strong", "mtq-number", number));
  return head;
}

/** Register <mt-question>, once however often this file is loaded. */
export function defineMtQuestion() {
  if (!customElements.get("mt-question")) customElements.define("mt-question", MtQuestion);
}

defineMtQuestion();
