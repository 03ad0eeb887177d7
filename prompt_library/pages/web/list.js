// The library while typing: the same cards put in order or hidden; needs no network once the page is here.

import { pageData, part } from "../../../hub/web/page/dom.js";
import { Index } from "../../library/web/search.js";
import { Portal } from "./portal.js";

const AT_MOST = 20;
const SPEAK_MS = 400; // a screen reader hears the count once, not at every key
const NONE = "Không tìm thấy câu lệnh nào. Đồng chí thử ít chữ hơn, gõ không dấu, hoặc bỏ bớt điều kiện lọc.";

class PromptList {
  constructor() {
    const data = pageData();
    this._portal = new Portal(data);
    this._index = new Index(data.index);
    this._sections = Array.from(document.querySelectorAll(".prompt-group"));
    this._results = part("results");
    this._cards = Array.from(document.querySelectorAll(".prompt-card"));
    this._timer = 0;
  }

  start() {
    this._readAddress();
    part("find").addEventListener("submit", (event) => {
      event.preventDefault();
      this._paint();
    });
    for (const id of ["q", "group", "level", "mine"]) part(id).addEventListener("input", () => this._paint());
    for (const form of document.querySelectorAll(".prompt-card form")) {
      form.addEventListener("submit", (event) => this._favourite(event, form));
    }
    part("find-button").hidden = true; // every key searches
    window.addEventListener("hashchange", () => {
      this._readAddress();
      this._paint();
    });
    this._paint();
  }

  /** What is asked stands behind the #: a kept page shows it again without the network. */
  _readAddress() {
    const asked = new URLSearchParams(window.location.hash.slice(1));
    if (!window.location.hash) return;
    for (const id of ["q", "group", "level"]) part(id).value = asked.get(id) || "";
    part("mine").checked = asked.has("mine");
  }

  _writeAddress({ q, group, level, mine }) {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries({ q: q.trim(), group, level, mine: mine ? "1" : "" })) {
      if (value) asked.set(name, value);
    }
    const hash = asked.toString();
    window.history.replaceState(null, "", window.location.pathname + (hash ? "#" + hash : ""));
  }

  _paint() {
    const asked = { q: part("q").value, group: part("group").value, level: part("level").value, mine: part("mine").checked };
    this._writeAddress(asked);
    const shown = this._found(asked);
    const searching = Boolean(asked.q.trim());
    const place = new Map(shown.map((id, at) => [id, at]));
    for (const card of this._cards) {
      card.hidden = !place.has(card.dataset.id);
      if (searching && !card.hidden) continue;
      this._home(card).append(card); // in the order of the ids: the cards are
    }
    const found = this._cards.filter((card) => !card.hidden);
    if (searching) this._results.append(...found.sort((one, other) => place.get(one.dataset.id) - place.get(other.dataset.id)));
    this._results.hidden = !searching;
    for (const section of this._sections) section.hidden = searching || !section.querySelector(".prompt-card:not([hidden])");
    this._say(found.length ? "Có " + found.length + " câu lệnh." : NONE);
  }

  /** Return the ids to show, in order. */
  _found({ q, group, level, mine }) {
    const filters = { group: group || null, level: level ? Number(level) : null, limit: this._cards.length };
    const liked = new Set(this._cards.filter((card) => card.dataset.liked).map((card) => card.dataset.id));
    const hits = this._index.search(q, filters).map((hit) => hit.id).filter((id) => !mine || liked.has(id));
    return q.trim() ? hits.slice(0, AT_MOST) : hits;
  }

  _home(card) {
    return this._sections.find((section) => section.dataset.group === card.dataset.group).querySelector(".prompt-list");
  }

  _say(words) {
    clearTimeout(this._timer);
    if (part("found").textContent.trim() === words) return;
    this._timer = setTimeout(() => {
      part("found").textContent = words;
    }, SPEAK_MS);
  }

  async _favourite(event, form) {
    event.preventDefault();
    const card = form.closest(".prompt-card");
    const button = form.querySelector("button");
    const on = !card.dataset.liked;
    button.disabled = true;
    try {
      await this._portal.favourite(card.dataset.id, on);
      card.dataset.liked = on ? "1" : "";
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? "★ Hay dùng" : "☆ Hay dùng";
    } catch (error) {
      this._say("Chưa đổi được mục hay dùng: " + error.message);
      button.disabled = false;
      button.focus();
      return;
    }
    button.disabled = false;
    button.focus();
    if (part("mine").checked) this._paint();
  }
}

new PromptList().start();
