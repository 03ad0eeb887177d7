// Calls of the JSON API: what came of each, in the five words a waiting answer needs to know.

const ANSWER_MS = 15000; // a call that hangs longer is asked again

/** Make a random UUID (version 4); without HTTPS a browser has no crypto.randomUUID. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Wait some milliseconds. */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The API for one person's page: `base` its address, `csrf` and `username` go with every write. */
export class Api {
  constructor({ base, csrf, username }) {
    this._base = base;
    this._csrf = csrf;
    this._username = username;
  }

  /**
   * Send a write. Resolves to {kind, body, code, message}; `kind` is one of
   * ok; again (network, proxy or server in trouble: worth another try); signed-out;
   * wrong-person; refused (by a sentence of our server, which another try will not change).
   */
  post(path, body) {
    return this._call(path, ANSWER_MS, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": this._csrf,
        "X-Mattran-Person": this._username,
      },
      body: JSON.stringify(body),
    });
  }

  /** Read; `timeoutMs` for calls that the server answers late on purpose. */
  get(path, timeoutMs = ANSWER_MS) {
    return this._call(path, timeoutMs, {});
  }

  async _call(path, timeoutMs, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeoutMs);
    try {
      const response = await fetch(this._base + path, {
        cache: "no-store",
        credentials: "same-origin",
        signal: stop.signal,
        ...options,
      });
      return outcome(response, await response.json());
    } catch {
      return { kind: "again" }; // no network, a timeout, or an answer that is not ours
    } finally {
      clearTimeout(timer);
    }
  }
}

function outcome(response, body) {
  if (response.ok) return { kind: "ok", body };
  const { code, message } = (body && body.error) || {};
  if (!code) return { kind: "again" }; // a proxy's answer, not our server's
  if (response.status === 401 || response.status === 403) return { kind: "signed-out", code, message };
  if (code === "wrong_person") return { kind: "wrong-person", code, message };
  const passing = response.status >= 500 || [408, 425, 429].includes(response.status);
  return { kind: passing ? "again" : "refused", code, message };
}
