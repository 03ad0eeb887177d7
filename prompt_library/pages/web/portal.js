// The portal's own part: Markdown to safe HTML, Word files, masked text to copy, ratings.

import { Refused, send } from "./calls.js";

const OTHER_PERSON = "Máy này vừa đăng nhập bằng tài khoản khác. Mời đồng chí tải lại trang.";

/** The portal's API for one page of `username`: `api` its address, `csrf` its token. */
export class Portal {
  constructor({ api, csrf, username }) {
    this._api = api;
    this._csrf = csrf;
    this._username = username;
  }

  /** Return the safe HTML of a model's Markdown. */
  async html(markdown) {
    return (await (await this._send("POST", "markdown", { markdown })).json()).html;
  }

  /** Save a Word file through the browser; returns what of the text it does not hold, in words. */
  async word(body) {
    const response = await this._send("POST", "word", body);
    const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = name ? name[1] : "van-ban.docx";
    link.hidden = true;
    document.body.append(link);
    link.click();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
      link.remove();
    }, 10000);
    const leftOut = decodeURIComponent(response.headers.get("X-Mattran-Left-Out") || "");
    return { name: link.download, leftOut: leftOut.split("; ").filter(Boolean) };
  }

  async masked(prompt, body) {
    return (await this._send("POST", "prompts/" + prompt + "/masked", body)).json();
  }

  used(prompt, body) {
    return this._send("POST", "prompts/" + prompt + "/uses", body);
  }

  rate(prompt, body) {
    return this._send("PUT", "prompts/" + prompt + "/rating", body);
  }

  favourite(prompt, on) {
    return this._send("PUT", "prompts/" + prompt + "/favourite", { on });
  }

  /** Write; a session begun anew meanwhile (in another tab) has another token, so it is asked for once. */
  async _send(method, path, body) {
    const write = () => send(method, this._api + path, { csrf: this._csrf, body });
    try {
      return await write();
    } catch (error) {
      if (error.code !== "forbidden") throw error;
      const session = await (await send("GET", this._api + "session")).json();
      if (session.username !== this._username) throw new Refused("signed_out", OTHER_PERSON, 409);
      this._csrf = session.csrf_token;
      return write();
    }
  }
}
