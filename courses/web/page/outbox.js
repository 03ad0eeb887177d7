// Sends waiting answers one after the other, in the order given; an answer stays until the server has it.

import { newId } from "../../../hub/web/page/api.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

/**
 * `changed(state)` hears of every change: {waiting: rows, phase}. `phase` is idle, sending, waiting
 * (for the network or the server), signed-out or wrong-person; the last two end the sending until the
 * page is opened again. `saved(row)` and `refused(row, message)` hear of single answers.
 */
export class Outbox {
  constructor({ store, api, username, changed, saved, refused }) {
    this._store = store;
    this._api = api;
    this._username = username;
    this._tell = { changed, saved, refused };
    this._phase = "idle";
    this._rows = [];
    this._incoming = []; // given this moment, not yet in the store
    this._running = false;
    this._again = false;
    this._waits = 0;
    this._timer = 0;
    this._aside = new Set(); // answers the server does not know what to do with: kept, tried another day
    this._listeners = [];
  }

  /** Begin: send what is left of earlier visits, and try again whenever the network may be back. */
  start() {
    window.addEventListener("online", () => this.kick());
    window.addEventListener("offline", () => this._show());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.kick();
    });
    return this.kick();
  }

  get phase() {
    return this._phase;
  }

  /** Take an answer; resolves when it is safe in this browser, not when it is sent. */
  async add({ lesson, version, question, value }) {
    const entry = { id: newId(), username: this._username, lesson, version, question, value };
    this._incoming.push(entry);
    this._show(this._phase === "idle" ? "sending" : this._phase);
    await this._store.wait(entry);
    this._incoming.splice(this._incoming.indexOf(entry), 1);
    this.kick();
  }

  /** Say whether answers to this lesson still wait. */
  async hasWaiting(lesson, version) {
    const rows = await this._store.waiting(this._username);
    return rows.some((row) => row.lesson === lesson && row.version === version && !this._aside.has(row.seq));
  }

  /** Resolve at the next change of what waits. */
  nextChange() {
    return new Promise((resolve) => this._listeners.push(resolve));
  }

  /** Send now. */
  async kick() {
    clearTimeout(this._timer);
    this._again = true;
    if (this._running || this.ended) return;
    this._running = true;
    try {
      while (this._again && !this.ended) {
        this._again = false;
        await this._sendAll();
      }
    } finally {
      this._running = false;
    }
  }

  get ended() {
    return this._phase === "signed-out" || this._phase === "wrong-person";
  }

  async _sendAll() {
    for (;;) {
      this._rows = await this._store.waiting(this._username);
      const row = this._rows.find(({ seq }) => !this._aside.has(seq));
      if (!row) {
        this._waits = 0;
        return this._show(this._incoming.length ? "sending" : "idle");
      }
      this._show(this._phase === "waiting" ? "waiting" : "sending");
      if (!(await this._send(row))) return;
    }
  }

  /** Send one answer; return whether to go on with the next. */
  async _send(row) {
    if (!(await this._store.change(row, { tried: true }))) return true;
    const { id, lesson, version, question, value } = row;
    const { kind, body, code, message } = await this._api.post("answers", { id, lesson, version, question, value });
    if (kind === "ok" && body && body.id === id) {
      await this._store.copy(row, body.saved_at);
      await this._store.done(row);
      this._waits = 0;
      this._phase = "sending";
      this._tell.saved(row);
    } else if (kind === "ok" || kind === "again") {
      this._retryLater();
      return false;
    } else if (kind === "refused" && code === "answer_conflict") {
      await this._store.change(row, { id: newId(), tried: false }); // the id is taken: ask with another
    } else if (kind === "refused" && code.startsWith("unknown_")) {
      await this._store.change(row, { tried: false }); // a newer answer may take its place
      this._aside.add(row.seq); // for example while lessons are being restored: never thrown away
    } else if (kind === "refused") {
      await this._store.done(row);
      this._tell.refused(row, message);
    } else {
      this._show(kind);
      return false;
    }
    return true;
  }

  _retryLater() {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this._waits);
    this._waits += 1;
    this._timer = setTimeout(() => this.kick(), wait * (0.75 + Math.random() / 2));
    this._show("waiting");
  }

  _show(phase = this._phase) {
    this._phase = phase;
    this._tell.changed({ waiting: this._rows.concat(this._incoming), phase });
    for (const listener of this._listeners.splice(0)) listener();
  }
}
