// The choice of a model: where each runs, what the agency decided, and why one cannot be chosen here.

import { element } from "../../../hub/web/page/dom.js";

const LEVEL_REASONS = {
  1: "chưa được cơ quan cho phép nhận nội dung nội bộ",
  2: "chưa được phép nhận nội dung có dữ liệu cá nhân",
  3: "chưa được phép dùng cho việc này",
};
const SOON_DAYS = 60;

/** Draws the choice into `box`; `level()` is the level of what will be sent, `changed` hears of a new choice. */
export class ModelChoice {
  constructor({ box, name, level, changed = () => undefined }) {
    this._box = box;
    this._name = name;
    this._level = level;
    this._changed = changed;
    this._models = [];
    this._second = null;
  }

  /** Show the models; `wanted` is chosen when it may be. */
  show(models, wanted) {
    this._models = models;
    this._wanted = wanted;
    this.paint();
  }

  /** Draw again: the level may have changed. */
  paint() {
    const usable = this.usable();
    const before = this.chosen();
    const kept = [before, this._wanted].find((id) => usable.some((one) => one.id === id));
    const first = kept || (usable[0] || {}).id;
    this._box.replaceChildren(
      element("legend", "", "Mô hình trả lời"),
      ...this._models.map((one) => this._option(one, usable.includes(one), one.id === first)),
    );
    if (this._second) this._second.paint(usable, first);
    this._changed();
  }

  /** Let two models be compared; `box` holds the check box and the choice of the other one. */
  compareIn(box) {
    this._second = new Second(box, () => this._changed());
    this._box.addEventListener("change", () => {
      this._second.paint(this.usable(), this.chosen());
      this._changed();
    });
  }

  usable() {
    return this._models.filter((one) => one.levels.includes(this._level()));
  }

  chosen() {
    const checked = this._box.querySelector("input:checked");
    return checked ? checked.value : "";
  }

  /** Return the part of a request that says which model or models answer. */
  request() {
    const other = this._second ? this._second.chosen() : "";
    return other ? { compare: [this.chosen(), other] } : { model: this.chosen() };
  }

  title(id) {
    return (this._models.find((one) => one.id === id) || { title: id }).title;
  }

  _option(model, usable, checked) {
    const input = element("input");
    input.type = "radio";
    input.name = this._name;
    input.value = model.id;
    input.disabled = !usable;
    input.checked = usable && checked;
    const facts = this._facts(model);
    const words = element("span", "", element("strong", "", model.title), element("span", "model-facts", facts));
    if (!usable) words.append(element("span", "model-why", "Không chọn được: " + this._why(model) + "."));
    return element("label", "check model-option", input, words);
  }

  _facts(model) {
    const level = this._level();
    const one = (model.behind || []).find((behind) => behind.levels.includes(level)) || model;
    const facts = ["Chạy ở: " + one.where];
    if (one.simulated) facts.push("mô phỏng, trả lời bằng bài mẫu");
    else facts.push(one.approved ? "đã được cơ quan cho phép" : "chưa được cơ quan cho phép");
    if (one.abroad) facts.push("ngoài Việt Nam");
    const left = one.shutdown_on ? (new Date(one.shutdown_on) - Date.now()) / 86400000 : SOON_DAYS;
    if (left < SOON_DAYS) facts.push("nhà cung cấp ngừng từ " + one.shutdown_on.split("-").reverse().join("/"));
    return facts.join(" · ");
  }

  _why(model) {
    if (!model.levels.length) return "nhà cung cấp đã ngừng mô hình này";
    return LEVEL_REASONS[this._level()] || "việc này không dùng AI";
  }
}

/** The other model of a comparison. */
class Second {
  constructor(box, changed) {
    this._box = box;
    this._check = box.querySelector("input");
    this._select = box.querySelector("select");
    for (const control of [this._check, this._select]) {
      control.addEventListener("change", () => {
        this._select.hidden = !this._check.checked;
        changed();
      });
    }
  }

  paint(usable, first) {
    const others = usable.filter((one) => one.id !== first);
    const before = this._select.value;
    this._select.replaceChildren(...others.map((one) => new Option(one.title, one.id, false, one.id === before)));
    this._box.hidden = !others.length;
    if (!others.length) this._check.checked = false;
    this._select.hidden = !this._check.checked;
  }

  chosen() {
    return this._check.checked ? this._select.value : "";
  }
}
