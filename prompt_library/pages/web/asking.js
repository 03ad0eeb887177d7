// One request under way: its answers are drawn as they come, and it can be stopped.

import { Answer } from "./answer.js";

/** Runs one request at a time for a page. */
export class Asking {
  constructor({ gateway }) {
    this._gateway = gateway;
    this._stop = null;
  }

  get isRunning() {
    return Boolean(this._stop);
  }

  stop() {
    if (this._stop) this._stop.abort();
  }

  /**
   * Ask `body`; `answers` (one, or two of a comparison) are filled. Resolves when all is said; throws Refused
   * when nothing came, or what came broke off.
   */
  async run(body, answers) {
    this._stop = new AbortController();
    let told = null;
    const heard = (event) => {
      for (const { index, delta } of event.choices || []) {
        if (delta.content) answers[index].add(delta.content);
      }
      if (!event.mttq) return;
      if (event.mttq.receipt) answers.forEach((one) => one.showReceipt(event.mttq.receipt));
      else told = event.mttq;
    };
    try {
      await this._gateway.ask(body, { signal: this._stop.signal, heard });
      await Promise.all(answers.map((one, at) => one.finish(told && told.choices ? told.choices[at] : told)));
    } catch (error) {
      const begun = answers.some((one) => one.markdown.trim());
      if (begun) await Promise.all(answers.map((one) => one.finish(null)));
      if (error.code !== "stopped") {
        if (begun) answers.forEach((one) => one.say(error.message, "notice-error"));
        throw error;
      }
    } finally {
      this._stop = null;
    }
  }
}

/** Make the answers of a request, drawn into `box`. */
export function makeAnswers(box, titles, settings) {
  const answers = titles.map((title) => new Answer({ ...settings, title }));
  box.append(...answers.map((one) => one.node));
  return answers;
}
