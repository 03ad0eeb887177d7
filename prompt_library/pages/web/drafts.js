// What was typed into a form, kept while this tab lives (a sign-in by redirect leaves the page), never longer.

const PREFIX = "mattran-draft:";

/** The draft of one prompt; with `keeps` false (citizens' data) nothing is ever written. */
export class Draft {
  constructor({ username, prompt, keeps }) {
    this._own = PREFIX + username + ":";
    this._key = this._own + prompt;
    this._keeps = keeps;
    forgetDrafts(this._own);
  }

  read() {
    if (!this._keeps) return {};
    try {
      return JSON.parse(window.sessionStorage.getItem(this._key)) || {};
    } catch {
      return {};
    }
  }

  write(values) {
    if (!this._keeps) return;
    try {
      window.sessionStorage.setItem(this._key, JSON.stringify(values));
    } catch {
      // No storage: the form keeps its values as long as the page stands.
    }
  }
}

/** Take away every draft but those whose key begins with `except` (none: all). */
export function forgetDrafts(except = "") {
  try {
    for (const key of Object.keys(window.sessionStorage)) {
      if (key.startsWith(PREFIX) && !(except && key.startsWith(except))) window.sessionStorage.removeItem(key);
    }
  } catch {
    // No storage, no drafts.
  }
}
