// The form of one prompt: fill, see what will be masked, run, edit, copy, Word, rate.

import { Asking, makeAnswers } from "./asking.js";
import { copyText } from "./clipboard.js";
import { Draft, forgetDrafts } from "./drafts.js";
import { Fields } from "./fields.js";
import { Gateway } from "./gateway.js";
import { GuardView } from "./guardview.js";
import { ModelChoice } from "./models.js";
import { Portal } from "./portal.js";
import { paintQuota, paintStanding } from "./standing.js";
import { refusalNodes, whenSigningOut, whole } from "./words.js";

const NOTHING_TYPED = "Đồng chí điền vào các ô; chỗ nào bộ lọc sẽ che trước khi gửi sẽ hiện ở đây.";

class PromptForm {
  constructor(root) {
    this._root = root;
    this._data = JSON.parse(this.part("data").textContent);
    const { username, prompt, level } = this._data;
    this._gateway = new Gateway(this._data);
    this._portal = new Portal(this._data);
    this._asking = new Asking({ gateway: this._gateway });
    this._draft = new Draft({ username, prompt, keeps: level < 2 });
    this._fields = new Fields(this.part("form"), () => this._typed());
    this._models = new ModelChoice({
      box: this.part("models"),
      name: "model",
      level: () => level,
      changed: () => this._paintRun(),
    });
    this._models.compareIn(this.part("compare"));
    this._guard = new GuardView({
      gateway: this._gateway,
      box: this.part("preview"),
      texts: () => this._fields.freeTexts(),
      refused: (words) => {
        this._refusal = words;
        this._paintRun();
      },
      empty: NOTHING_TYPED,
    });
    this._refusal = "";
    this._me = null;
  }

  part(name) {
    return this._root.querySelector('[data-part="' + name + '"]');
  }

  async start() {
    this._fields.fill(this._draft.read());
    this._listen();
    for (const name of ["tools", "run-card", "preview-card"]) {
      if (this.part(name)) this.part(name).hidden = false;
    }
    await this._arrive({ redirect: !this._data.embedded }); // nobody is led away from a notebook
  }

  /** Ask the gateway who is there and what may be asked; who runs meanwhile waits for the same asking. */
  _arrive(options) {
    this._arriving = this._arriving || this._askWho(options).finally(() => (this._arriving = null));
    return this._arriving;
  }

  /** `redirect` signs in once by leaving the page. */
  async _askWho({ redirect = false } = {}) {
    try {
      const me = await this._gateway.me({ redirect });
      const models = await this._gateway.models();
      this._me = me; // only now: without the models nothing can be asked
      this._models.show(models, this._data.model);
      this._may = paintStanding(this.part("standing"), this._me, this._data.home);
      paintQuota(this.part("quota"), this._me.quota);
      this._refuse(null);
      this._guard.look();
    } catch (error) {
      this._refuse(error);
    }
    this._paintRun();
  }

  _listen() {
    const on = (name, act) => this.part(name).addEventListener("click", act);
    this.part("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this._run();
    });
    if (this.part("example")) on("example", () => this._fillExample());
    on("clear", () => this._clear());
    on("run", () => this._run());
    on("stop", () => this._asking.stop());
    on("masked", () => this._copyMasked());
    on("rate", () => this._rate());
    whenSigningOut(() => forgetDrafts());
    window.addEventListener("beforeunload", (event) => {
      if (!this._asking.isRunning) return;
      event.preventDefault();
      event.returnValue = ""; // what browsers of 2021 ask for
    });
  }

  _typed() {
    this._draft.write(this._fields.values());
    this._refuse(null);
    this._guard.changed();
  }

  _fillExample() {
    this._fields.fill(this._data.sample);
    this._typed();
    this._status("Đã điền ví dụ vào các ô. Người và việc trong ví dụ là tự đặt.");
  }

  _clear() {
    this._fields.fill(Object.fromEntries(Object.keys(this._fields.values()).map((name) => [name, ""])));
    this._typed();
    this._status("Đã xóa nội dung các ô.");
  }

  _filled() {
    return { version: this._data.version, inputs: this._fields.values() };
  }

  async _run() {
    if (this._asking.isRunning || !this._fields.areReady()) return;
    if (!this._me) {
      this._status("Đang kết nối với máy chủ AI…");
      await this._arrive(); // still on its way, or it failed and perhaps works now
      if (this._asking.isRunning) return; // an earlier click waited too, and went first
      this._status("");
    }
    if (!this._me || this.part("run").disabled || !this._fields.areReady()) return;
    const { prompt, output, title, profiles, version } = this._data;
    const request = this._models.request();
    const names = request.compare || [request.model];
    const box = this.part("answers");
    box.replaceChildren();
    box.classList.toggle("answers-two", names.length > 1);
    const profile = output === "none" ? "plain" : output;
    const answers = makeAnswers(box, names.map((name) => this._models.title(name)), {
      template: this.part("answer-template"),
      portal: this._portal,
      word: { profiles, profile, prompt, version, title },
    });
    for (const one of answers) this._matchProfile(one);
    this._refuse(null);
    this._status("AI đang viết…");
    const running = this._asking.run(bodyOf(request, { prompt, ...this._filled() }), answers);
    this._paintRun();
    box.scrollIntoView({ block: "start" });
    try {
      await running;
      this._status("Đã có câu trả lời. Đồng chí đọc lại, sửa và chịu trách nhiệm về nội dung trước khi dùng.");
      this.part("rating").hidden = false;
    } catch (error) {
      for (const one of answers) if (!one.markdown.trim()) one.node.remove();
      this._status("");
      this._refuse(error);
    }
    this._paintRun();
    this._refreshQuota();
  }

  /** A prompt that writes one kind of paper or another: the person has said which. */
  _matchProfile(answer) {
    const said = this._fields.choices().map((choice) => choice.toLowerCase());
    const found = this._data.profiles.find(([, title]) => said.some((choice) => choice.startsWith(title.toLowerCase())));
    if (found && this._data.output !== "none") answer.chooseProfile(found[0]);
  }

  async _refreshQuota() {
    try {
      this._me = await this._gateway.me();
      paintQuota(this.part("quota"), this._me.quota);
    } catch {
      // The figures stay as they were; the next run tells what is wrong.
    }
  }

  async _copyMasked() {
    if (!this._fields.areReady()) return;
    const { prompt, version } = this._data;
    this._status("Đang che…");
    try {
      const { text, masked } = await this._portal.masked(prompt, this._filled());
      this.part("masked-text").textContent = text;
      this.part("masked-box").hidden = false;
      const worked = await copyText(text);
      this.part("masked-box").open = !worked;
      const count = masked ? " Đã che " + whole(masked) + " chỗ." : " Không có chỗ nào phải che.";
      const next = worked ? "Đã sao chép câu lệnh để dùng ở ứng dụng khác." : "Trình duyệt không cho sao chép: đồng chí chép ở khung dưới đây.";
      this._status(next + count);
      await this._portal.used(prompt, { version, kind: "copy" });
    } catch (error) {
      this._status("");
      this._refuse(error);
    }
  }

  async _rate() {
    const chosen = this._root.querySelector('[data-part="rating"] input:checked');
    const line = this.part("rated");
    if (!chosen) {
      line.textContent = "Mời đồng chí chọn số điểm.";
      return;
    }
    const { prompt, version } = this._data;
    try {
      await this._portal.rate(prompt, { version, stars: Number(chosen.value), note: this.part("rating-note").value });
      line.textContent = "Cảm ơn đồng chí. Đánh giá đã được ghi; chấm lại thì lấy lần sau cùng.";
    } catch (error) {
      line.textContent = "Chưa ghi được đánh giá: " + error.message;
    }
  }

  _paintRun() {
    const runs = this._asking.isRunning;
    const none = this._me && !this._models.usable().length;
    this.part("run").disabled = runs || Boolean(this._refusal) || Boolean(none) || (Boolean(this._me) && !this._may);
    this.part("run").hidden = runs;
    this.part("stop").hidden = !runs;
    this.part("no-model").hidden = !none;
  }

  _status(words) {
    this.part("status").textContent = words;
  }

  /** Say why nothing came (null: nothing is wrong). */
  _refuse(error) {
    const box = this.part("refusal");
    const { home, prompt, embedded } = this._data;
    const path = embedded ? home + "prompts/" + prompt : window.location.pathname + window.location.search;
    const missing = this._me ? this._me.missing_lessons : [];
    const help = { home, signIn: this._gateway.signInAddress(path), missing };
    box.replaceChildren(...(error ? refusalNodes(error, help) : []));
    box.hidden = !error;
    if (error) box.scrollIntoView({ block: "nearest" });
  }
}

/** Return the body of a request: `model` is OpenAI's own, what is compared is our extension. */
function bodyOf({ model, compare }, mttq) {
  return compare ? { messages: [], mttq: { ...mttq, compare } } : { model, messages: [], mttq };
}

/** Bring the form inside `root` to life; the notebook's widget calls this too. */
export function startPromptForm(root) {
  return new PromptForm(root).start();
}

const formOnPage = document.querySelector("[data-prompt-form]");
if (formOnPage) startPromptForm(formOnPage);
