// One answer as it is written, then as a document: receipt, checks, editing, copying, Word.

import { element } from "../../../hub/web/page/dom.js";
import { copyText } from "./clipboard.js";
import { kindList, whole } from "./words.js";

const LABEL = /^> \*\*Câu trả lời mô phỏng\.\*\*[^\n]*\n+/; // the page has a label of its own
const TOKEN = /(\[[\p{Lu}_]+_\d+\])/u;

/**
 * Draws one answer from the page's <template>. `word` is `{profiles: [[id, title]], profile, prompt, version,
 * title}` for the Word file; with one profile there is nothing to choose.
 */
export class Answer {
  constructor({ template, portal, word, title }) {
    this.node = template.content.firstElementChild.cloneNode(true);
    this._portal = portal;
    this._word = word;
    this._raw = "";
    this._told = null;
    this.receipt = null;
    this.part("title").textContent = title;
    this._listen();
    this._fillProfiles();
  }

  part(name) {
    return this.node.querySelector('[data-answer="' + name + '"]');
  }

  /** The answer as Markdown, without the label of a simulated one. */
  get markdown() {
    return this._edited ? this.part("edited").value : this._raw.replace(LABEL, "");
  }

  add(text) {
    this._raw += text;
    this.part("stream").textContent = this._raw.replace(LABEL, "");
  }

  /** The first chunk's word on what was masked: `{masked, sent}`. */
  showReceipt(receipt) {
    this.receipt = receipt;
  }

  /** The answer is whole (`told` of the last chunk), or was stopped (`told` null). */
  async finish(told) {
    this._told = told;
    if (told && told.error) this.say(told.error.message, "notice-error");
    if (told && told.simulated) this.part("simulated").hidden = false;
    if (told) this._paintChecks(told.checks || []);
    this._paintReceipt();
    await this._paintHtml();
    this.part("tools").hidden = !this.markdown.trim();
    if (!told) this.say("Đã dừng theo yêu cầu. Phần trên là những gì đã viết được.", "notice-warn");
  }

  /** Show an answer that was kept, as `kept` gave it. */
  restore({ title, markdown, html, receipt, told }) {
    this.part("title").textContent = title;
    this._raw = markdown;
    this._told = told;
    this.receipt = receipt;
    this.part("simulated").hidden = !(told && told.simulated);
    this._paintReceipt();
    this._showHtml(html);
    this.part("tools").hidden = false;
  }

  /** What is worth keeping of the answer. */
  kept() {
    return { title: this.part("title").textContent, markdown: this.markdown, html: this.html, receipt: this.receipt, told: this._told };
  }

  say(words, kind = "") {
    const line = this.part("said");
    line.className = kind ? "notice " + kind : "muted";
    line.textContent = words;
    line.hidden = !words;
  }

  chooseProfile(id) {
    if (this._word.profiles.some(([known]) => known === id)) this.part("profile").value = id;
  }

  async _paintHtml() {
    if (!this.markdown.trim()) return;
    try {
      this._showHtml(await this._portal.html(this.markdown));
    } catch (error) {
      this.say("Chưa trình bày được thành văn bản: " + error.message, "notice-warn");
    }
  }

  _showHtml(html) {
    this.html = html;
    const shown = this.part("html");
    shown.innerHTML = html; // made safe by prompt_library/pages/markup.py
    for (const table of shown.querySelectorAll("table")) {
      const box = element("div", "table-scroll");
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", "Bảng");
      table.className = "table";
      table.replaceWith(box);
      box.append(table);
    }
    shown.hidden = false;
    this.part("stream").hidden = true;
  }

  _paintReceipt() {
    if (!this.receipt) return;
    const { masked, sent } = this.receipt;
    const count = Object.values(masked).reduce((sum, one) => sum + one, 0);
    const told = this._told || {};
    const lines = [];
    if (told.where) lines.push("Mô hình đã trả lời: " + told.title + ". Chạy ở: " + told.where + (told.abroad ? " (ngoài Việt Nam)." : "."));
    if (told.fallback_from) lines.push("Mô hình chính không trả lời được nên mô hình dự phòng đã trả lời.");
    if (told.removed) lines.push("Đã bỏ liên kết hoặc hình ảnh khỏi câu trả lời.");
    this.part("receipt-line").textContent = count
      ? "Biên nhận: đã che " + whole(count) + " chỗ trước khi gửi"
      : "Biên nhận: không có chỗ nào phải che";
    this.part("receipt-facts").replaceChildren(...lines.map((line) => element("p", "", line)), kindList(masked));
    this.part("sent").replaceChildren(
      ...sent.split(TOKEN).map((piece, at) => (at % 2 ? element("mark", "masked", piece) : piece)),
    );
    this.part("receipt").hidden = false;
  }

  _paintChecks(checks) {
    const list = this.part("checks");
    list.replaceChildren(
      ...checks.map(({ label, passed, detail }) => {
        const sign = element("span", "check-sign", passed ? "✓" : "!");
        sign.setAttribute("aria-hidden", "true");
        const said = element("span", "visually-hidden", passed ? "Đạt: " : "Cần xem lại: ");
        const words = detail && !passed ? label + " – " + detail : label;
        return element("li", passed ? "check-ok" : "check-look", sign, said, words);
      }),
    );
    this.part("checked").hidden = !checks.length;
  }

  _fillProfiles() {
    const { profiles, profile } = this._word;
    const select = this.part("profile");
    select.replaceChildren(...profiles.map(([id, title]) => new Option(title, id, false, id === profile)));
    this.part("profile-field").hidden = profiles.length < 2;
  }

  _listen() {
    this.part("receipt").addEventListener("toggle", () => this._showMasked());
    this.part("edit").addEventListener("click", () => this._edit());
    this.part("copy").addEventListener("click", () => this._copy());
    this.part("word").addEventListener("click", () => this._save());
  }

  /** What was sent is long and begins with the library's own words: show the first masked place. */
  _showMasked() {
    const first = this.part("sent").querySelector("mark");
    if (first) this.part("sent").scrollTop = first.offsetTop - this.part("sent").offsetTop - 40;
  }

  async _edit() {
    const area = this.part("edited");
    const begins = this.part("editing").hidden;
    if (begins) {
      area.value = this.markdown;
      this._edited = true;
    }
    this.part("editing").hidden = !begins;
    this.part("edit").textContent = begins ? "Sửa xong" : "Sửa";
    if (begins) area.focus();
    else await this._paintHtml();
    this.part("html").hidden = begins;
  }

  async _copy() {
    const shown = this.part("html");
    const isWhole = this.html && this.part("editing").hidden;
    const text = isWhole ? shown.innerText : this.markdown;
    const worked = await copyText(text, isWhole ? shown.innerHTML : "");
    this.say(worked ? "Đã sao chép câu trả lời." : "Trình duyệt không cho sao chép: đồng chí bôi đen phần chữ rồi nhấn Ctrl và C.");
  }

  async _save() {
    const { prompt, version, title } = this._word;
    const profile = this.part("profile").value;
    const simulated = this._told && this._told.simulated;
    const body = { markdown: this.markdown, profile, title: (simulated ? "Mô phỏng " : "") + title };
    if (prompt) Object.assign(body, { prompt, version });
    this.say("Đang làm tệp Word…");
    this.part("word").disabled = true;
    try {
      const { name, leftOut } = await this._portal.word(body);
      this.say("Đã tải tệp " + name + ". Đồng chí kiểm tra lại nội dung, căn cứ, số liệu trước khi trình ký.");
      this.part("left-out").replaceChildren(...leftOut.map((line) => element("li", "", line)));
      this.part("left").hidden = !leftOut.length;
    } catch (error) {
      this.say("Chưa làm được tệp Word: " + error.message, "notice-error");
    } finally {
      this.part("word").disabled = false;
    }
  }
}
