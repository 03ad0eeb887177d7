// The assistant: a conversation with the same guard, receipt and quota; kept in this browser only.

import { element, pageData, part } from "../../../hub/web/page/dom.js";
import { Asking, makeAnswers } from "./asking.js";
import { Gateway } from "./gateway.js";
import { GuardView } from "./guardview.js";
import { ModelChoice } from "./models.js";
import { PersonalForm } from "./personal.js";
import { Portal } from "./portal.js";
import { paintQuota, paintStanding } from "./standing.js";
import { Talks } from "./talks.js";
import { refusalNodes } from "./words.js";

const SENT_TURNS = 30; // of the conversation, with each message
const SENT_CHARS = 40000;
const NOTHING_TYPED = "Chỗ nào bộ lọc sẽ che trước khi gửi sẽ hiện ở đây.";

class Assistant {
  constructor() {
    this._data = pageData();
    this._gateway = new Gateway(this._data);
    this._portal = new Portal(this._data);
    this._asking = new Asking({ gateway: this._gateway });
    this._talks = new Talks(this._data.username);
    this._turns = []; // {role: "user", text} or {role: "assistant", text, answer: what Answer.kept() gives}
    this._models = new ModelChoice({
      box: part("models"),
      name: "model",
      level: () => Number(part("level").value),
      changed: () => this._paint(),
    });
    this._guard = new GuardView({
      gateway: this._gateway,
      box: part("preview"),
      texts: () => [{ label: "Lời nhắn", text: part("message").value }],
      refused: (words) => {
        this._refusal = words;
        this._paint();
      },
      empty: NOTHING_TYPED,
    });
    this._personal = new PersonalForm({ gateway: this._gateway });
    this._refusal = "";
    this._me = null;
  }

  async start() {
    this._turns = await this._talks.read();
    part("not-kept").hidden = this._talks.lasting;
    this._turns.forEach((turn) => this._draw(turn));
    part("talk-tools").hidden = false;
    this._listen();
    await this._arrive({ redirect: true });
    this._toEnd();
  }

  /** Ask the gateway who is there and what may be asked; who sends meanwhile waits for the same asking. */
  _arrive(options) {
    this._arriving = this._arriving || this._askWho(options).finally(() => (this._arriving = null));
    return this._arriving;
  }

  async _askWho({ redirect = false } = {}) {
    try {
      const me = await this._gateway.me({ redirect });
      const models = await this._gateway.models();
      this._me = me; // only now: without the models nothing can be asked
      this._models.show(models, "nhanh");
      this._may = paintStanding(part("standing"), this._me, this._data.home);
      paintQuota(part("quota"), this._me.quota);
      this._personal.show(this._me.settings);
      this._refuse(null);
    } catch (error) {
      this._refuse(error);
    }
    this._paint();
  }

  _listen() {
    part("talk-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this._send();
    });
    part("message").addEventListener("input", () => {
      this._refuse(null);
      this._guard.changed();
      this._paint();
    });
    part("message").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      this._send();
    });
    part("level").addEventListener("change", () => this._models.paint());
    part("stop").addEventListener("click", () => this._asking.stop());
    part("clear").addEventListener("click", () => this._askToClear(true));
    part("clear-no").addEventListener("click", () => this._askToClear(false));
    part("clear-yes").addEventListener("click", () => this._clear());
  }

  async _send() {
    if (!part("message").value.trim() || this._asking.isRunning) return;
    if (!this._me) {
      this._say("Đang kết nối với máy chủ AI…");
      await this._arrive();
      if (this._asking.isRunning) return; // an earlier click waited too, and went first
      this._say("");
    }
    const text = part("message").value.trim(); // what stands there now: the person may have written on
    if (!text || !this._me || part("send").disabled) return;
    const asked = { role: "user", text };
    const messages = sendable([...this._turns, asked]);
    part("cut").hidden = messages.length === this._turns.length + 1;
    const question = this._draw(asked);
    const [answer] = this._newAnswer(this._models.title(this._models.chosen()));
    this._refuse(null);
    this._say("AI đang viết…");
    this._toEnd();
    const body = { ...this._models.request(), messages, mttq: { level: Number(part("level").value) } };
    const running = this._asking.run(body, [answer]);
    this._paint();
    let failed = null;
    try {
      await running;
    } catch (error) {
      failed = error;
    }
    const came = Boolean(answer.markdown.trim());
    if (came) {
      this._turns.push(asked, { role: "assistant", text: answer.markdown, answer: answer.kept() });
      part("message").value = "";
      await this._talks.write(this._turns);
      part("not-kept").hidden = this._talks.lasting;
    } else {
      question.remove(); // nothing was answered: what was typed still stands in its box
      answer.node.remove();
    }
    this._say(came && !failed ? "Đã có câu trả lời." : "");
    this._refuse(failed);
    this._guard.look();
    this._paint();
    this._refreshQuota();
    part("message").focus();
  }

  _draw(turn) {
    if (turn.role === "assistant") {
      const [answer] = this._newAnswer("Trợ lý");
      answer.restore(turn.answer);
      return answer.node;
    }
    const words = element("article", "card question", element("h3", "", "Đồng chí hỏi"), element("p", "prompt-text", turn.text));
    part("talk").append(words);
    return words;
  }

  _newAnswer(title) {
    const profiles = this._data.profiles.filter(([id]) => id === "plain");
    const word = { profiles, profile: "plain", title: "Trợ lý" };
    const template = document.querySelector('[data-part="answer-template"]');
    return makeAnswers(part("talk"), [title], { template, portal: this._portal, word });
  }

  async _refreshQuota() {
    try {
      this._me = await this._gateway.me();
      paintQuota(part("quota"), this._me.quota);
    } catch {
      // The figures stay as they were.
    }
  }

  _askToClear(asks) {
    part("clear-ask").hidden = !asks;
    part(asks ? "clear-yes" : "clear").focus();
  }

  async _clear() {
    this._turns = [];
    await this._talks.clear();
    part("talk").replaceChildren();
    part("clear-ask").hidden = true;
    part("cut").hidden = true;
    this._say("Đã xóa hội thoại khỏi máy này.");
    this._paint();
    part("message").focus();
  }

  _paint() {
    const runs = this._asking.isRunning;
    const none = this._me && !this._models.usable().length;
    part("no-model").hidden = !none;
    const level = part("level").selectedOptions[0].textContent;
    part("how").textContent = level + " · " + this._models.title(this._models.chosen());
    part("send").disabled = runs || Boolean(this._refusal) || Boolean(none) || (Boolean(this._me) && !this._may);
    part("send").hidden = runs;
    part("stop").hidden = !runs;
    part("clear").disabled = runs || !this._turns.length;
    part("empty").hidden = runs || Boolean(this._turns.length);
  }

  _say(words) {
    part("status").textContent = words;
  }

  _refuse(error) {
    const missing = this._me ? this._me.missing_lessons : [];
    const help = { home: this._data.home, signIn: this._gateway.signInAddress(window.location.pathname), missing };
    part("refusal").replaceChildren(...(error ? refusalNodes(error, help) : []));
    part("refusal").hidden = !error;
  }

  _toEnd() {
    const last = part("talk").lastElementChild;
    if (last) last.scrollIntoView({ block: "nearest" });
  }
}

/** Return the latest turns that one message may carry, beginning with a question. */
function sendable(turns) {
  const sent = [];
  let chars = 0;
  for (const { role, text } of turns.slice(-SENT_TURNS).reverse()) {
    chars += text.length;
    if (sent.length && chars > SENT_CHARS) break;
    sent.unshift({ role, content: text });
  }
  while (sent[0].role !== "user") sent.shift();
  return sent;
}

new Assistant().start();
