// A person's conversation, kept in this browser only. Whoever signs in next takes away everybody else's.

const DATABASE = "mattran-talk";
const TALKS = "talks"; // {username, turns}
const MOST_TURNS = 200;

/** The conversation of one person; without a database of the browser it lasts as long as the page. */
export class Talks {
  constructor(username) {
    this._username = username;
    this._opening = null;
    this.lasting = true;
  }

  /** Return the turns kept, the first first; those of other people are deleted. */
  async read() {
    try {
      const names = await this._do("readonly", (talks) => talks.getAllKeys());
      for (const name of names) {
        if (name !== this._username) await this._do("readwrite", (talks) => talks.delete(name));
      }
      const kept = await this._do("readonly", (talks) => talks.get(this._username));
      return kept ? kept.turns : [];
    } catch {
      this.lasting = false;
      return [];
    }
  }

  async write(turns) {
    const row = { username: this._username, turns: turns.slice(-MOST_TURNS) };
    try {
      await this._do("readwrite", (talks) => talks.put(row));
    } catch {
      this.lasting = false;
    }
  }

  async clear() {
    try {
      await this._do("readwrite", (talks) => talks.delete(this._username));
    } catch {
      this.lasting = false;
    }
  }

  async _do(mode, act) {
    this._opening = this._opening || opened();
    const database = await this._opening;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(TALKS, mode);
      const request = act(transaction.objectStore(TALKS));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = window.indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TALKS, { keyPath: "username" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
