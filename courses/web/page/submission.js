// “Nộp bài”: one press is one attempt, however often it must be sent and whatever happens to the page.

import { newId, pause } from "../../../hub/web/page/api.js";

const AGAIN_MS = 3000;
const MARK_WAIT_S = 20; // the server answers as soon as the mark is there, at the latest after this

/**
 * Delivers the presses of one person. `stage(name, details)` hears how the press of this page stands:
 * resumed (from an earlier visit), sending-answers, offline (details: the press), sending, grading, graded
 * (details: the result), stopped (details: {kind, message} of the call that ended it).
 */
export class Submissions {
  constructor({ store, api, outbox, username, stage }) {
    this._store = store;
    this._api = api;
    this._outbox = outbox;
    this._username = username;
    this._stage = stage;
    this._busy = false;
  }

  /** Press for this lesson: {lesson, version, title}. */
  async press(lesson) {
    if (this._busy) return;
    this._busy = true;
    await this._go(await this._store.press({ ...lesson, id: newId(), username: this._username }));
  }

  /** Go on with a press of an earlier visit to this page; return whether there is one. */
  async resume({ lesson, version }) {
    const presses = await this._store.presses(this._username);
    const press = presses.find((row) => row.lesson === lesson && row.version === version);
    if (!press || this._busy) return false;
    this._busy = true;
    this._stage("resumed");
    this._go(press);
    return true;
  }

  /** Take the press back while it was never sent; return whether that was still possible. */
  async takeBack({ lesson, version }) {
    const presses = await this._store.presses(this._username);
    const press = presses.find((row) => row.lesson === lesson && row.version === version);
    if (!press || press.tried) return false;
    await this._store.unpress(press);
    this._busy = false;
    return true;
  }

  /** Tell the mark of an earlier visit's submission: earlier-queued, then earlier-graded. */
  watchEarlier(id) {
    return this._watch(id, "earlier-queued", "earlier-graded", 0);
  }

  async _watch(id, queued, graded, firstWait = MARK_WAIT_S) {
    for (let wait = firstWait; ; wait = MARK_WAIT_S) {
      const path = "submissions/" + encodeURIComponent(id) + "?wait=" + wait;
      const answer = await this._api.get(path, (MARK_WAIT_S + 15) * 1000);
      if (answer.kind === "ok" && answer.body.status === "graded") return this._stage(graded, answer.body);
      if (answer.kind === "refused" || answer.kind === "signed-out") return this._stop(answer);
      if (answer.kind === "ok") this._stage(queued);
      else await backOrLater();
    }
  }

  /** Deliver presses of other lessons' pages that were closed too early; tell `delivered(press)` of each. */
  async deliverOthers(here, delivered) {
    for (const press of await this._store.presses(this._username)) {
      if (here && press.lesson === here.lesson && press.version === here.version) continue;
      const { kind } = await this._deliver(press, () => undefined);
      if (kind === "ok") delivered(press);
    }
  }

  async _go(press) {
    const answer = await this._deliver(press, this._stage);
    if (answer.kind === "ok") {
      this._stage("grading");
      await this._watch(answer.body.id, "grading", "graded");
      this._busy = false;
    } else if (answer.kind !== "taken-back") {
      this._stop(answer);
    }
  }

  _stop(answer) {
    this._busy = false;
    this._stage("stopped", answer);
  }

  /** Send a press until the server has it, behind all answers it stands for. */
  async _deliver(press, stage) {
    for (;;) {
      for (;;) {
        const change = this._outbox.nextChange(); // before looking, so that none is missed
        if (!(await this._stillPressed(press))) return { kind: "taken-back" };
        if (!(await this._outbox.hasWaiting(press.lesson, press.version))) break;
        if (this._outbox.ended) return { kind: this._outbox.phase };
        stage(this._outbox.phase === "waiting" ? "offline" : "sending-answers", press);
        await change;
      }
      if (navigator.onLine === false && !press.tried) {
        stage("offline", press);
        await backOrLater();
        if (!(await this._stillPressed(press))) return { kind: "taken-back" };
      }
      stage("sending");
      await this._store.pressTried(press);
      press.tried = true;
      const { lesson, version, id } = press;
      const answer = await this._api.post("submissions", { lesson, version, key: id });
      if ((answer.kind === "ok" && answer.body.id) || answer.kind === "refused") {
        await this._store.unpress(press);
        return answer;
      }
      if (answer.kind === "signed-out" || answer.kind === "wrong-person") return answer;
      stage("offline", press);
      await backOrLater();
    }
  }

  async _stillPressed(press) {
    return (await this._store.presses(this._username)).some((row) => row.key === press.key && row.id === press.id);
  }
}

/** Wait for the network to come back, or a little. */
function backOrLater() {
  const back = new Promise((resolve) => window.addEventListener("online", resolve, { once: true }));
  return Promise.race([back, pause(AGAIN_MS * (0.75 + Math.random() / 2))]);
}
