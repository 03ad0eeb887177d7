// The gateway below /services/ai/: signing in by redirect, its CSRF token, and answers as they are written.

import { Refused, broken, send } from "./calls.js";

const TRIED_KEY = "mattran-ai-sign-in";
const AGAIN_MS = 20000; // a second redirect within this time is a loop
const LEAVING_MS = 15000;
const FREED_MS = 10000; // the gateway frees a person when it sees the connection of a stopped answer closed
const BUSY_AGAIN_MS = 250;
const SIGNED_OUT = "Phiên làm việc với cổng AI đã hết.";

/** One person's door to the gateway; `base` its address, `username` whom the page belongs to. */
export class Gateway {
  constructor({ gateway: base, username }) {
    this._base = base;
    this._username = username;
    this._csrf = "";
    this._stoppedAt = -Infinity;
  }

  /** Address that signs in and comes back to `path`. */
  signInAddress(path) {
    return this._base + "login?next=" + encodeURIComponent(path);
  }

  /** Return who asks and what they may; `redirect` signs in once by leaving the page. Throws Refused. */
  async me({ redirect = false } = {}) {
    try {
      const me = await (await send("GET", this._base + "api/v1/me")).json();
      if (me.username !== this._username) throw new Refused("signed_out", SIGNED_OUT, 401);
      tried("");
      this._csrf = me.csrf_token;
      return me;
    } catch (error) {
      if (error.status !== 401) throw error;
      if (redirect && leavesToSignIn(this.signInAddress(here()))) await leaving();
      throw new Refused("signed_out", SIGNED_OUT, 401);
    }
  }

  /** Return the models, each `{id, ...what docs/ai.md says in mttq}`. */
  async models() {
    const { data } = await (await send("GET", this._base + "v1/models")).json();
    return data.map((one) => ({ id: one.id, ...one.mttq }));
  }

  /** Return what the guard would mask in these texts. */
  async guard(texts, signal) {
    return (await this._write("POST", "v1/guard", { texts }, signal)).json();
  }

  async saveSettings(settings) {
    return (await this._write("PUT", "api/v1/me/settings", settings)).json();
  }

  /** Ask, and hand each event of the stream to `heard`; ends with the answer, throws Refused. */
  async ask(body, { signal, heard }) {
    signal.addEventListener("abort", () => (this._stoppedAt = performance.now()));
    const response = await this._begun({ ...body, stream: true }, signal);
    try {
      for await (const event of eventsOf(response.body)) {
        if (event.error) throw new Refused(event.error.code, event.error.message, 200);
        heard(event);
      }
    } catch (error) {
      throw broken(error);
    }
  }

  /** Begin an answer; who stopped one a moment ago may ask before the gateway has seen it. */
  async _begun(body, signal) {
    for (;;) {
      try {
        return await this._write("POST", "v1/chat/completions", body, signal);
      } catch (error) {
        if (error.code !== "busy" || performance.now() - this._stoppedAt > FREED_MS) throw error;
        await new Promise((resolve) => setTimeout(resolve, BUSY_AGAIN_MS));
      }
    }
  }

  /** Write; a session begun anew meanwhile has another CSRF token, so it is asked for once. */
  async _write(method, path, body, signal) {
    const write = () => send(method, this._base + path, { csrf: this._csrf, body, signal });
    try {
      return await write();
    } catch (error) {
      if (error.status !== 401 && error.code !== "forbidden") throw error;
      await this.me();
      return write();
    }
  }
}

/** Wait while the browser goes to the sign-in; ends when somebody stopped it on the way. */
function leaving() {
  return new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
}

/** Yield the events of a stream that ends with [DONE]; one that breaks off before is an error. */
async function* eventsOf(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Refused("broken_off", "Câu trả lời bị ngắt giữa chừng. Mời đồng chí chạy lại.", 0);
    rest += decoder.decode(value, { stream: true });
    const events = rest.split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.replace(/^data: /, "");
      if (data === "[DONE]") return;
      const told = JSON.parse(data);
      yield told;
      if (told.error) return;
    }
  }
}

function here() {
  return window.location.pathname + window.location.search;
}

/** Leave for the sign-in unless that was just tried: then something else is wrong. */
function leavesToSignIn(address) {
  if (Date.now() - Number(tried() || 0) < AGAIN_MS) return false;
  if (!tried(String(Date.now()))) return false; // no memory of it: it could go round for ever
  window.location.replace(address);
  return true;
}

/** Read when the sign-in was last tried, or write it; "" takes it away. */
function tried(moment) {
  try {
    const storage = window.sessionStorage;
    if (moment === "") storage.removeItem(TRIED_KEY);
    else if (moment) storage.setItem(TRIED_KEY, moment);
    return storage.getItem(TRIED_KEY);
  } catch {
    return null;
  }
}
