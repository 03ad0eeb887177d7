// “Bộ lọc sẽ che”: what the guard would mask of what is being typed, shown before anything is sent.

import { element } from "../../../hub/web/page/dom.js";
import { kindList, kindName } from "./words.js";

const QUIET_MS = 500;

/**
 * Watches texts: `texts()` returns `[{label, text}]`, `box` is filled, `refused(words)` is told why nothing
 * may leave ("" when it may).
 */
export class GuardView {
  constructor({ gateway, box, texts, refused, empty }) {
    this._gateway = gateway;
    this._box = box;
    this._texts = texts;
    this._refused = refused;
    this._empty = empty;
    this._timer = 0;
    this._asked = "";
    this._stop = null;
  }

  /** Look again soon: something was typed. */
  changed() {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this.look(), QUIET_MS);
  }

  async look() {
    clearTimeout(this._timer);
    const fields = this._texts().map((one) => ({ ...one, text: one.text.normalize("NFC") })).filter((one) => one.text.trim());
    const asked = JSON.stringify(fields);
    if (asked === this._asked) return;
    this._asked = asked;
    if (this._stop) this._stop.abort();
    if (!fields.length) {
      this._refused("");
      this._show(element("p", "muted", this._empty));
      return;
    }
    this._stop = new AbortController();
    try {
      const found = await this._gateway.guard(fields.map((one) => one.text), this._stop.signal);
      if (asked === this._asked) this._paint(fields, found);
    } catch (error) {
      if (asked !== this._asked || error.code === "stopped") return;
      this._asked = ""; // the next key asks again
      this._refused(error.code === "guard_failed" ? error.message : "");
      this._show(element("p", "notice notice-warn", "Chưa xem trước được: " + error.message));
    }
  }

  _paint(fields, { entities, refused }) {
    this._refused(refused || "");
    if (refused) {
      const words = element("p", "notice notice-error", refused);
      words.setAttribute("role", "alert");
      this._show(words);
      return;
    }
    const counts = {};
    const seen = new Set();
    for (const { type, token } of entities.flat()) {
      if (!seen.has(token)) counts[type] = (counts[type] || 0) + 1;
      seen.add(token);
    }
    if (!seen.size) {
      this._show(
        element("p", "", "Không thấy dữ liệu cá nhân nào phải che."),
        element("p", "muted", "Bộ lọc có thể sót: đồng chí vẫn nên đọc lại trước khi gửi."),
      );
      return;
    }
    const shown = fields
      .map((one, at) => [one, entities[at]])
      .filter(([, found]) => found.length)
      .map(([one, found]) => maskedField(one, found));
    this._show(kindList(counts), ...shown);
  }

  _show(...nodes) {
    this._box.replaceChildren(...nodes);
  }
}

function maskedField({ label, text }, found) {
  const words = element("p", "masked-text", ...maskedNodes(text, found));
  words.tabIndex = 0; // it may scroll
  words.setAttribute("role", "region");
  words.setAttribute("aria-label", "Phần được che: " + label);
  return element("div", "masked-field", element("p", "masked-label", label), words);
}

/** Return `text` with what is masked marked; offsets count whole characters, as Python does. */
export function maskedNodes(text, found) {
  const letters = Array.from(text);
  const nodes = [];
  let at = 0;
  for (const { type, start, end, token } of found) {
    const mark = element("mark", "masked", letters.slice(start, end).join(""), " ", element("b", "", token));
    mark.title = kindName(type);
    nodes.push(letters.slice(at, start).join(""), mark);
    at = end;
  }
  nodes.push(letters.slice(at).join(""));
  return nodes;
}
