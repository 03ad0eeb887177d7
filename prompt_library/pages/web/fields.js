// The fields of a prompt's form: values, example, what is missing, how much room is left.

import { whole } from "./words.js";

const NEAR = 0.8; // of the limit: from here on the room left is shown

/** The fields inside `form`; `changed` hears of every change. */
export class Fields {
  constructor(form, changed) {
    this._boxes = Array.from(form.querySelectorAll("[data-field]"));
    for (const box of this._boxes) {
      const control = controlOf(box);
      control.addEventListener("input", () => {
        this._count(box);
        this._fault(box, "");
        changed();
      });
      this._count(box);
    }
  }

  values() {
    return Object.fromEntries(this._boxes.map((box) => [box.dataset.field, controlOf(box).value]));
  }

  /** Fill in; names that the form does not have are left out. */
  fill(values) {
    for (const box of this._boxes) {
      if (!(box.dataset.field in values)) continue;
      controlOf(box).value = values[box.dataset.field];
      this._count(box);
      this._fault(box, "");
    }
  }

  get isEmpty() {
    return this._boxes.every((box) => !controlOf(box).value.trim());
  }

  /** What a person typed freely: `[{label, text}]`. */
  freeTexts() {
    return this._boxes
      .filter((box) => box.dataset.free)
      .map((box) => ({ label: box.dataset.label, text: controlOf(box).value }));
  }

  /** What was chosen in lists. */
  choices() {
    return this._boxes.filter((box) => controlOf(box).matches("select")).map((box) => controlOf(box).value);
  }

  /** Say what is missing and go to the first of it; true when nothing is. */
  areReady() {
    const wrong = this._boxes.filter((box) => {
      const fault = faultOf(box);
      this._fault(box, fault);
      return fault;
    });
    if (wrong.length) controlOf(wrong[0]).focus();
    return !wrong.length;
  }

  _fault(box, words) {
    const line = box.querySelector("[data-fault]");
    const control = controlOf(box);
    line.textContent = words;
    line.hidden = !words;
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }

  _count(box) {
    const line = box.querySelector("[data-count]");
    if (!line) return;
    const most = Number(line.dataset.count);
    const length = Array.from(controlOf(box).value).length;
    line.hidden = length < most * NEAR;
    line.textContent = length > most
      ? "Thừa " + whole(length - most) + " ký tự, nhiều nhất " + whole(most) + "."
      : "Còn " + whole(most - length) + " ký tự.";
    line.classList.toggle("field-error", length > most);
  }
}

function controlOf(box) {
  return box.querySelector("input, textarea, select");
}

function faultOf(box) {
  const control = controlOf(box);
  const value = control.value.trim();
  const counter = box.querySelector("[data-count]");
  if (!value) return control.getAttribute("aria-required") ? "Mời đồng chí điền mục này." : "";
  if (counter && Array.from(value).length > Number(counter.dataset.count)) return "Mục này dài quá. Mời đồng chí rút gọn.";
  if (box.dataset.kind === "number" && !/^-?[\d.]+$/.test(value)) return "Mời đồng chí viết một số nguyên.";
  if (box.dataset.kind === "date" && !/^\d{1,2}\/\d{1,2}\/\d{4}$/.test(value)) return "Mời đồng chí viết ngày như 05/9/2026.";
  return "";
}
