// What stays in this browser, for each person: answers the server has not taken yet, copies of those it
// has (a page opened without the network shows them), and a press of “Nộp bài” not yet acknowledged.

const DATABASE = "mattran-answers";
const WAITING = "waiting"; // {seq, id, username, lesson, version, question, value, tried}, in the order given
const COPIES = "copies"; // {key, username, lesson, version, question, value, saved_at}
const PRESSES = "presses"; // {key, id, username, lesson, version, title, tried}
const KEYS = { [WAITING]: "seq", [COPIES]: "key", [PRESSES]: "key" };
const AFTER_ALL_ROWS = 1e12; // numbers of rows held in memory: behind those of the database

export class Store {
  /** `onlyMemory` is called once when this browser cannot keep anything. */
  constructor(onlyMemory) {
    this.lasting = true;
    this._onlyMemory = onlyMemory;
    this._memory = { [WAITING]: new Map(), [COPIES]: new Map(), [PRESSES]: new Map() };
    this._numbered = 0;
    this._opening = null;
    this._last = Promise.resolve();
  }

  /**
   * Add an answer behind the others. An earlier one of the same question, never sent yet, gives way once
   * the new one is kept: a page that is closed in between loses neither.
   */
  wait(entry) {
    return this._inTurn(async () => {
      const same = (row) => ["username", "lesson", "version", "question"].every((k) => row[k] === entry[k]);
      const earlier = (await this._all(WAITING)).filter((row) => same(row) && !row.tried);
      await this._write(WAITING, "add", { ...entry, tried: false });
      for (const row of earlier) await this._write(WAITING, "delete", row.seq);
    });
  }

  /** Return the person's waiting answers, the one given first in front. */
  async waiting(username) {
    const rows = await this._inTurn(() => this._all(WAITING));
    return rows.filter((row) => row.username === username).sort((one, other) => one.seq - other.seq);
  }

  /**
   * Change a waiting answer and say whether it still waits (a newer one of its question may have taken its
   * place). `tried` says that it may have arrived, so that it must be sent to the end.
   */
  change(row, fields) {
    return this._inTurn(async () => {
      const waits = (await this._all(WAITING)).some(({ seq }) => seq === row.seq);
      if (waits) await this._write(WAITING, "put", { ...row, ...fields });
      return waits;
    });
  }

  /** Take away an answer that the server has, or will never take. */
  done(row) {
    return this._inTurn(() => this._write(WAITING, "delete", row.seq));
  }

  /** Keep a copy of an answer the server saved at `savedAt` (its own clock, ISO). */
  copy(row, savedAt) {
    const { username, lesson, version, question, value } = row;
    const key = [username, lesson, version, question].join("|");
    const copied = { key, username, lesson, version, question, value, saved_at: savedAt };
    return this._inTurn(() => this._write(COPIES, "put", copied));
  }

  async copies(username, lesson, version) {
    const rows = await this._inTurn(() => this._all(COPIES));
    return rows.filter((r) => r.username === username && r.lesson === lesson && r.version === version);
  }

  /** Take away every copy that is not this person's (null: everybody's). Waiting answers stay. */
  forgetCopies(exceptUsername) {
    return this._inTurn(async () => {
      for (const row of await this._all(COPIES)) {
        if (row.username !== exceptUsername) await this._write(COPIES, "delete", row.key);
      }
    });
  }

  /** Note a press of “Nộp bài” and return it; one not yet acknowledged is returned instead. */
  press({ id, username, lesson, version, title }) {
    return this._inTurn(async () => {
      const key = [username, lesson, version].join("|");
      const earlier = (await this._all(PRESSES)).find((row) => row.key === key);
      if (earlier) return earlier;
      const made = { key, id, username, lesson, version, title, tried: false };
      await this._write(PRESSES, "put", made);
      return made;
    });
  }

  async presses(username) {
    return (await this._inTurn(() => this._all(PRESSES))).filter((row) => row.username === username);
  }

  pressTried(row) {
    return this._inTurn(() => this._write(PRESSES, "put", { ...row, tried: true }));
  }

  unpress(row) {
    return this._inTurn(() => this._write(PRESSES, "delete", row.key));
  }

  /** Do one thing after the other, so that answers keep their order. */
  _inTurn(work) {
    const turn = this._last.then(work);
    this._last = turn.catch(() => undefined);
    return turn;
  }

  async _all(table) {
    const held = Array.from(this._memory[table].values());
    try {
      const rows = await this._request(table, "readonly", (rows) => rows.getAll());
      const known = new Set(held.map((row) => row[KEYS[table]]));
      return rows.filter((row) => !known.has(row[KEYS[table]])).concat(held);
    } catch {
      this._cannotKeep();
      return held;
    }
  }

  async _write(table, how, given) {
    const held = this._memory[table];
    const key = how === "delete" ? given : given[KEYS[table]];
    if (how === "delete") held.delete(key);
    try {
      if (key === undefined || !held.has(key)) {
        await this._request(table, "readwrite", (rows) => rows[how](given));
        return;
      }
    } catch {
      this._cannotKeep();
    }
    if (how === "delete") return;
    this._numbered += 1;
    const row = key === undefined ? { ...given, [KEYS[table]]: AFTER_ALL_ROWS + this._numbered } : given;
    held.set(row[KEYS[table]], row);
  }

  _cannotKeep() {
    if (!this.lasting) return;
    this.lasting = false;
    this._onlyMemory();
  }

  /** Run one request; a connection the browser closed meanwhile is opened once more. */
  async _request(table, mode, ask) {
    try {
      return await this._ask(table, mode, ask);
    } catch (error) {
      if (!this._opening || error.name !== "InvalidStateError") throw error;
      this._opening = null;
      return this._ask(table, mode, ask);
    }
  }

  async _ask(table, mode, ask) {
    if (!this._opening) this._opening = openDatabase();
    const database = await this._opening;
    return new Promise((resolve, reject) => {
      const work = database.transaction(table, mode);
      const request = ask(work.objectStore(table));
      work.oncomplete = () => resolve(request.result);
      work.onabort = work.onerror = () => reject(work.error || request.error);
    });
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      for (const [table, key] of Object.entries(KEYS)) {
        opening.result.createObjectStore(table, { keyPath: key, autoIncrement: table === WAITING });
      }
    };
    opening.onsuccess = () => {
      opening.result.onversionchange = () => opening.result.close();
      resolve(opening.result);
    };
    opening.onerror = opening.onblocked = () => reject(opening.error || new Error("blocked"));
  });
}
