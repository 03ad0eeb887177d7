// The search of prompt_library/library/search.py on the page, number for number, so that it works offline.

const INVISIBLE = /[\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f\u{e0000}-\u{e007f}]/gu;
const D_STROKE = { "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "Ɖ": "D", "ɖ": "d" };
const WORD = /[\p{L}\p{N}]+/gu;

/** Return `text` in NFC without invisible characters, every run of white space as one space. */
function squeeze(text) {
  return text.replace(INVISIBLE, "").normalize("NFC").replace(/\s+/gu, " ").trim();
}

/** Return `text` for comparison: lower case, without diacritics, đ as d. */
export function fold(text) {
  const plain = squeeze(text).replace(/[đĐðÐƉɖ]/gu, (letter) => D_STROKE[letter]);
  return plain.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Return the number of slips between two words, `most + 1` for anything above `most`. */
export function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const differs = one[i - 1] === other[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + differs);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, before[j - 2] + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(last.at(-1), most + 1);
}

function order(one, other) {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function* pairwise(list) {
  for (let at = 0; at + 1 < list.length; at += 1) yield [list[at], list[at + 1]];
}

function threes(term) {
  const padded = `^${term}$`;
  const found = new Set();
  for (let at = 0; at + 3 <= padded.length; at += 1) found.add(padded.slice(at, at + 3));
  return [...found].sort(order);
}

function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Return for each term its prompts with what it adds to their score, and how rare the term is. */
function postings(told, saturation) {
  const where = new Map();
  told.forEach((terms, at) => {
    for (const [term, much] of terms) push(where, term, [at, much]);
  });
  const rarity = new Map();
  for (const [term, found] of where) {
    const rare = Math.log(1 + (told.length - found.length + 0.5) / (found.length + 0.5));
    rarity.set(term, rare);
    where.set(term, found.map(([at, much]) => [at, (rare * much) / (saturation + much)]));
  }
  return [where, rarity];
}

/** The prompts of the JSON that offline.py writes, ready to be searched. */
export class Index {
  constructor(data) {
    this.set = data.settings;
    this.abbreviations = new Map(Object.entries(data.abbreviations));
    this.capital = new Set(data.capital);
    this.stop = new Set(data.stop);
    this.sounds = data.sounds.map(([pattern, instead]) => [new RegExp(pattern, "gu"), instead]);
    this.tones = new Set(data.tones);
    this.entries = data.entries.map(([id, group, level, kind, fields]) => ({
      id, group, level, kind, fields, title: fields[0],
    }));
    this.#build(data.weights);
  }

  #build(weights) {
    const read = this.entries.map((one) => one.fields.map((text) => this.#read(text)));
    const count = Math.max(1, read.length);
    const usual = weights.map((_, at) =>
      Math.max(1, read.reduce((sum, one) => sum + one[at].length, 0) / count));
    const plain = [];
    const marks = [];
    const pairs = [];
    for (const fields of read) {
      const found = [new Map(), new Map(), new Map()];
      [plain, marks, pairs].forEach((list, at) => list.push(found[at]));
      const add = (map, term, share) => map.set(term, (map.get(term) ?? 0) + share);
      weights.forEach(([, weight], at) => {
        const told = fields[at];
        const share = weight / (1 - this.set.length + (this.set.length * told.length) / usual[at]);
        for (const word of told) {
          add(found[0], word.plain, share);
          add(found[1], word.marked, share);
        }
        for (const [one, other] of pairwise(told)) add(found[2], `${one.plain} ${other.plain}`, share);
      });
    }
    [this.plain, this.rarity] = postings(plain, this.set.saturation);
    [this.marks] = postings(marks, this.set.saturation);
    [this.pairs] = postings(pairs, this.set.saturation);
    this.vocabulary = [...this.plain.keys()].sort(order);
    this.byLetters = new Map();
    for (const term of this.vocabulary) {
      for (const three of threes(term)) push(this.byLetters, three, term);
    }
    this.bySound = new Map();
    for (const pair of [...this.pairs.keys()].sort(order)) push(this.bySound, this.#sounding(pair), pair);
  }

  /** Return at most `limit` prompts, nearest first; without a query all that pass the filters. */
  search(query, { group = null, level = null, limit = 10 } = {}) {
    const passing = this.entries.map((one) =>
      (group === null || one.group === group) && (level === null || one.level === level));
    const slots = this.#slots(this.#words([...query].slice(0, this.set.longestQuery).join("")));
    if (!slots.length) {
      return this.entries.filter((_, at) => passing[at]).map((one) => ({ id: one.id, score: 0 })).slice(0, limit);
    }
    const scores = this.#scores(slots, slots.some((slot) => slot.marked !== slot.plain));
    const best = scores.reduce((most, score, at) => (passing[at] ? Math.max(most, score) : most), 0);
    return this.entries
      .map((one, at) => ({ id: one.id, score: passing[at] ? scores[at] : 0 }))
      .filter((hit) => hit.score > 0 && hit.score >= this.set.fewest * best)
      .sort((one, other) => other.score - one.score || order(one.id, other.id))
      .slice(0, limit);
  }

  #words(text) {
    return (squeeze(text).match(WORD) ?? []).map((word) => ({
      plain: fold(word),
      marked: this.#marked(word),
      capital: word === word.toUpperCase() && word !== word.toLowerCase(),
    }));
  }

  #marked(word) {
    const parts = [...word.toLowerCase().normalize("NFD")];
    const kept = parts.filter((letter) => !this.tones.has(letter)).join("").normalize("NFC");
    return kept + parts.filter((letter) => this.tones.has(letter)).join("");
  }

  #meanings(word) {
    if (this.capital.has(word.marked) && !word.capital) return [];
    return this.abbreviations.get(word.marked) ?? [];
  }

  #read(text) {
    const told = this.#words(text);
    const meant = told.filter((one) => one.capital).flatMap((one) => this.#words(this.#meanings(one)[0] ?? ""));
    return [...told, ...meant];
  }

  #sounding(pair) {
    return pair.split(" ").map((term) =>
      this.sounds.reduce((heard, [pattern, instead]) => heard.replace(pattern, instead), term)).join(" ");
  }

  #slots(typed) {
    const spelled = [];
    for (const word of typed) {
      const meanings = this.#meanings(word);
      if (!meanings.length) {
        spelled.push([word, 1, []]);
      } else {
        const also = meanings.slice(1).flatMap((text) => this.#words(text))
          .map((one) => [one.plain, this.set.also]);
        also.push([word.plain, 1]);
        const first = this.#words(meanings[0]);
        const share = 1 / Math.sqrt(first.length);
        first.forEach((one, at) => spelled.push([one, share, at ? [] : also]));
      }
    }
    return spelled.map(([word, share, also], at) => {
      const before = at ? spelled[at - 1][0].plain : null;
      const after = at + 1 < spelled.length ? spelled[at + 1][0].plain : null;
      const readings = this.plain.has(word.plain) ? [[word.plain, share]] : this.#guesses(word.plain, before, after);
      return { readings: [...readings, ...also], plain: word.plain, marked: word.marked, share };
    });
  }

  /** Return what a word that no prompt has may mean, nearest first. */
  #guesses(typed, before, after) {
    const asTyped = [[typed, 1]];
    if (/^\p{N}+$/u.test(typed) || typed.length < 2) return asTyped;
    if (after === null && typed.length >= 3) {
      const at = this.vocabulary.findIndex((term) => order(term, typed) >= 0);
      const begun = at < 0 ? [] : this.vocabulary.slice(at, at + this.set.mostReadings)
        .filter((term) => term.startsWith(typed));
      if (begun.length) return begun.map((term) => [term, this.set.unfinished]);
    }
    for (let at = 2; at < typed.length - 1; at += 1) {
      const [left, right] = [typed.slice(0, at), typed.slice(at)];
      if (this.pairs.has(`${left} ${right}`)) {
        return [[left, this.set.runTogether], [right, this.set.runTogether]];
      }
    }
    const found = this.#nearest(typed, before, after);
    return found.length ? found : asTyped;
  }

  #nearest(typed, before, after) {
    const most = typed.length < 6 ? 1 : 2;
    const shared = new Map();
    for (const three of threes(typed)) {
      for (const term of this.byLetters.get(three) ?? []) shared.set(term, (shared.get(term) ?? 0) + 1);
    }
    const likely = [...shared.keys()]
      .filter((term) => Math.abs(term.length - typed.length) <= most)
      .sort((one, other) => shared.get(other) - shared.get(one) || order(one, other))
      .slice(0, this.set.mostCompared);
    let found = [];
    for (const term of likely) {
      const slips = distance(typed, term, most);
      const fits = this.pairs.has(`${before} ${term}`) || this.pairs.has(`${term} ${after}`);
      if (slips <= most) found.push({ fits, slips, term });
    }
    if (found.some((one) => one.fits)) found = found.filter((one) => one.fits);
    return found
      .sort((one, other) => one.slips - other.slips || shared.get(other.term) - shared.get(one.term)
        || order(one.term, other.term))
      .slice(0, this.set.mostReadings)
      .map((one) => [one.term, this.set.slips[one.slips]]);
  }

  #scores(slots, marked) {
    const scores = this.entries.map(() => 0);
    const covered = this.entries.map(() => 0);
    let total = 0;
    const said = slots.filter((slot) => !this.stop.has(slot.plain));
    for (const slot of said.length ? said : slots) {
      const worth = slot.share * Math.max(...slot.readings.map(([term]) => this.rarity.get(term) ?? 0));
      total += worth;
      const honour = marked && this.marks.has(slot.marked);
      const met = new Set();
      for (const [term, weight] of slot.readings) {
        const factor = honour ? weight * this.set.folded : weight;
        for (const [at, impact] of this.plain.get(term) ?? []) {
          scores[at] += factor * impact;
          met.add(at);
        }
      }
      for (const at of met) covered[at] += worth;
      if (honour) {
        for (const [at, impact] of this.marks.get(slot.marked)) scores[at] += slot.share * (1 - this.set.folded) * impact;
      }
    }
    for (const [factor, pair] of this.#pairsOf(slots)) {
      for (const [at, impact] of this.pairs.get(pair)) scores[at] += factor * impact;
    }
    return total ? scores.map((score, at) => score * (0.4 + (0.6 * covered[at]) / total)) : scores;
  }

  /** Yield the neighbours of the query that stand together somewhere, with their weight. */
  *#pairsOf(slots) {
    for (const [one, other] of pairwise(slots)) {
      const stops = Number(this.stop.has(one.plain)) + Number(this.stop.has(other.plain));
      const worth = this.set.pair * this.set.stops[stops];
      let exact = false;
      for (const [left, leftWeight] of one.readings) {
        for (const [right, rightWeight] of other.readings) {
          const pair = `${left} ${right}`;
          if (this.pairs.has(pair)) {
            exact = true;
            yield [worth * leftWeight * rightWeight, pair];
          }
        }
      }
      if (!exact && !stops) {
        const heard = this.bySound.get(this.#sounding(`${one.plain} ${other.plain}`)) ?? [];
        for (const pair of heard.slice(0, this.set.mostReadings)) yield [worth * this.set.soundPair, pair];
      }
    }
  }
}
