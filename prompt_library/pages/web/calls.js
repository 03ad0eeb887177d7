// Calls of our servers from a page: an answer, or one error with a sentence for the person.

const NO_NETWORK = "Không kết nối được tới máy chủ. Mời đồng chí kiểm tra mạng rồi thử lại.";
const READ_MS = 25000;
const NOT_OURS = "Máy chủ đang khởi động lại. Mời đồng chí thử lại sau ít giây.";

/** A call that brought nothing: `code` of our servers, or no_network, stopped, not_ours; `status` of HTTP or 0. */
export class Refused extends Error {
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/**
 * Send and return the response; throws Refused for everything that is not an answer. A reading that brings
 * nothing within `READ_MS` counts as no network, so that the next click may try anew.
 */
export async function send(method, url, { csrf = "", body, signal } = {}) {
  if (method === "GET") return within(READ_MS, (given) => sendOnce(method, url, { signal: given }));
  return sendOnce(method, url, { csrf, body, signal });
}

async function within(ms, work) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), ms);
  try {
    return await work(control.signal);
  } catch (error) {
    throw error.code === "stopped" ? new Refused("no_network", NO_NETWORK, 0) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function sendOnce(method, url, { csrf, body, signal }) {
  const options = { method, signal, cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" } };
  if (method !== "GET") {
    options.headers["X-CSRF-Token"] = csrf;
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    throw broken(error);
  }
  if (response.ok) return response;
  throw await refusal(response);
}

/** Return the Refused for a connection that broke, or that the person closed. */
export function broken(error) {
  if (error instanceof Refused) return error;
  if (error.name === "AbortError") return new Refused("stopped", "Đã dừng.", 0);
  return new Refused("no_network", NO_NETWORK, 0);
}

async function refusal(response) {
  let told = null;
  try {
    told = (await response.json()).error;
  } catch {
    // a proxy's page, not our server's word
  }
  if (!told || !told.message) return new Refused("not_ours", NOT_OURS, response.status);
  return new Refused(told.code, told.message, response.status);
}
