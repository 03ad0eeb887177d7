"""Search as cadres type: marks honoured when typed and folded when not, abbreviations, slips of the keys.

Every prompt is a few short fields with weights. A word counts by how rare it is (BM25 over the weighted
fields); two neighbouring words that stand together count once more; a word that no prompt has is read as
an unfinished word, as two words run together, or as the nearest words of the index. Pure and
deterministic: web/search.js does the same on the page, number for number.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from prompt_library.library.load import groups
from prompt_library.library.model import Prompt
from prompt_library.library.words import Word, distance, lexicon, sound, words

WEIGHTS = {
    "title": 5.0,
    "keywords": 4.0,
    "tasks": 3.0,
    "description": 2.0,
    "labels": 1.0,
    "group": 1.0,
    "id": 1.0,
}
SATURATION, LENGTH = 4.0, 0.4  # BM25's k and b
PAIR, SOUND_PAIR = 0.8, 0.5  # what two neighbours count, as typed and as they sound
FOLDED = 0.6  # share of a word's worth that it keeps when its marks are others than typed
STOPS = (1.0, 0.5, 0.2)  # what a pair counts with none, one or two words that say little
FEWEST = 0.3  # share of the best score below which a hit is none
SLIPS = {1: 0.7, 2: 0.45}
UNFINISHED, RUN_TOGETHER, ALSO = 0.6, 0.9, 0.5
MOST_READINGS = 6
MOST_COMPARED = 60
LONGEST_QUERY = 300

Postings = list[tuple[int, float]]


@dataclass(frozen=True)
class Entry:
    """What the search knows of a prompt; `fields` has the names of WEIGHTS."""

    id: str
    group: str
    level: int
    kind: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Hit:
    """A prompt found; a higher score is nearer."""

    id: str
    score: float


@dataclass(frozen=True)
class _Slot:
    """One place of the query: what may be meant, each with its weight; `share` of the word typed there."""

    readings: tuple[tuple[str, float], ...]
    plain: str
    marked: str
    share: float


def entry_of(prompt: Prompt) -> Entry:
    """Return what the search knows of `prompt`."""
    named = {letter.letter: letter for letter in groups()}
    tasks = {number: wording for one in named.values() for number, wording in one.tasks.items()}
    fields = {
        "title": prompt.title,
        "keywords": " ; ".join(prompt.keywords),
        "tasks": " ; ".join(tasks[number] for number in prompt.tasks),
        "description": prompt.description,
        "labels": " ; ".join(one.label for one in prompt.inputs),
        "group": named[prompt.group].name,
        "id": prompt.id,
    }
    return Entry(prompt.id, prompt.group, prompt.level, prompt.kind, fields)


class Index:
    """The prompts, ready to be searched; building takes about 1 ms for each, a search 1 to 5 ms."""

    def __init__(self, prompts: Iterable[Prompt]) -> None:
        self.entries = sorted((entry_of(prompt) for prompt in prompts), key=lambda one: one.id)
        self._lexicon = lexicon()
        plain: list[dict[str, float]] = []
        marks: list[dict[str, float]] = []
        pairs: list[dict[str, float]] = []
        read = [{name: self._read(text) for name, text in one.fields.items()} for one in self.entries]
        count = max(1, len(read))
        usual = {name: max(1.0, sum(len(one[name]) for one in read) / count) for name in WEIGHTS}
        for fields in read:
            for found in (plain, marks, pairs):
                found.append(defaultdict(float))
            for name, weight in WEIGHTS.items():
                told = fields[name]
                share = weight / (1 - LENGTH + LENGTH * len(told) / usual[name])
                for word in told:
                    plain[-1][word.plain] += share
                    marks[-1][word.marked] += share
                for one, other in pairwise(told):
                    pairs[-1][f"{one.plain} {other.plain}"] += share
        self._plain, self._rarity = _postings(plain)
        self._marks, _ = _postings(marks)
        self._pairs, _ = _postings(pairs)
        self._vocabulary = sorted(self._plain)
        self._by_letters: dict[str, list[str]] = defaultdict(list)
        for term in self._vocabulary:
            for three in sorted(set(_threes(term))):
                self._by_letters[three].append(term)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for pair in sorted(self._pairs):
            self._by_sound[_sounds(pair)].append(pair)

    def search(
        self, query: str, *, group: str | None = None, level: int | None = None, limit: int = 10
    ) -> list[Hit]:
        """Return at most `limit` prompts, nearest first; without a query all that pass the filters."""
        passing = [
            (group is None or one.group == group) and (level is None or one.level == level)
            for one in self.entries
        ]
        slots = self._slots(words(query[:LONGEST_QUERY]))
        if not slots:
            return [Hit(one.id, 0.0) for one, ok in zip(self.entries, passing, strict=True) if ok][:limit]
        scores = self._scores(slots, any(slot.marked != slot.plain for slot in slots))
        best = max((score for score, ok in zip(scores, passing, strict=True) if ok), default=0.0)
        hits = [
            Hit(one.id, score)
            for one, score, ok in zip(self.entries, scores, passing, strict=True)
            if ok and score > 0 and score >= FEWEST * best
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit]

    # -- reading the prompts -------------------------------------------------------------------

    def _read(self, text: str) -> list[Word]:
        """Return the words of a field, and after it what its abbreviations mean."""
        told = words(text)
        meant = [
            word for one in told if one.capital for word in words((self._lexicon.meanings(one) or ("",))[0])
        ]
        return told + meant

    # -- reading the query ---------------------------------------------------------------------

    def _slots(self, typed: list[Word]) -> list[_Slot]:
        """Return the places of the query, abbreviations written out."""
        spelled: list[tuple[Word, float, tuple[tuple[str, float], ...]]] = []
        for word in typed:
            meanings = self._lexicon.meanings(word)
            if not meanings:
                spelled.append((word, 1.0, ()))
                continue
            others = [(one.plain, ALSO) for text in meanings[1:] for one in words(text)]
            others.append((word.plain, 1.0))
            first = words(meanings[0])
            share = 1 / math.sqrt(len(first))  # four letters are one idea, not four words
            spelled += [(one, share, tuple(others) if one is first[0] else ()) for one in first]
        slots = []
        for at, (word, share, also) in enumerate(spelled):
            before = spelled[at - 1][0].plain if at else None
            after = spelled[at + 1][0].plain if at + 1 < len(spelled) else None
            readings: tuple[tuple[str, float], ...] = ((word.plain, share),)
            if word.plain not in self._plain:
                readings = self._guesses(word.plain, before, after)
            slots.append(_Slot((*readings, *also), word.plain, word.marked, share))
        return slots

    def _guesses(self, typed: str, before: str | None, after: str | None) -> tuple[tuple[str, float], ...]:
        """Return what a word that no prompt has may mean, nearest first."""
        if typed.isdigit() or len(typed) < 2:
            return ((typed, 1.0),)
        if after is None and len(typed) >= 3:
            begun = self._beginning_with(typed)
            if begun:
                return tuple((term, UNFINISHED) for term in begun)
        for at in range(2, len(typed) - 1):
            if f"{typed[:at]} {typed[at:]}" in self._pairs:
                return ((typed[:at], RUN_TOGETHER), (typed[at:], RUN_TOGETHER))
        most = 1 if len(typed) < 6 else 2
        shared: dict[str, int] = defaultdict(int)
        for three in sorted(set(_threes(typed))):
            for term in self._by_letters.get(three, ()):
                shared[term] += 1
        found = []
        likely = [term for term in shared if abs(len(term) - len(typed)) <= most]
        for term in sorted(likely, key=lambda one: (-shared[one], one))[:MOST_COMPARED]:
            slips = distance(typed, term, most)
            if slips <= most:
                fits = f"{before} {term}" in self._pairs or f"{term} {after}" in self._pairs
                found.append((not fits, slips, -shared[term], term))
        if any(not one[0] for one in found):  # what fits its neighbours is meant
            found = [one for one in found if not one[0]]
        return tuple((term, SLIPS[slips]) for _, slips, _, term in sorted(found)[:MOST_READINGS]) or (
            (typed, 1.0),
        )

    def _beginning_with(self, typed: str) -> list[str]:
        at = bisect_left(self._vocabulary, typed)
        return [term for term in self._vocabulary[at : at + MOST_READINGS] if term.startswith(typed)]

    # -- scoring -------------------------------------------------------------------------------

    def _scores(self, slots: list[_Slot], marked: bool) -> list[float]:
        scores = [0.0] * len(self.entries)
        covered = [0.0] * len(self.entries)
        total = 0.0
        # Words that say little count only where nothing else was typed.
        telling = [slot for slot in slots if slot.plain not in self._lexicon.stop] or slots
        for slot in telling:
            worth = slot.share * max(self._rarity.get(term, 0.0) for term, _ in slot.readings)
            total += worth
            honour = marked and slot.marked in self._marks
            met: set[int] = set()
            for term, weight in slot.readings:
                factor = weight * FOLDED if honour else weight
                for at, impact in self._plain.get(term, ()):
                    scores[at] += factor * impact
                    met.add(at)
            for at in met:
                covered[at] += worth
            if honour:
                for at, impact in self._marks[slot.marked]:
                    scores[at] += slot.share * (1 - FOLDED) * impact
        for factor, pair in self._pairs_of(slots):
            for at, impact in self._pairs[pair]:
                scores[at] += factor * impact
        if total:
            scores = [score * (0.4 + 0.6 * part / total) for score, part in zip(scores, covered, strict=True)]
        return scores

    def _pairs_of(self, slots: list[_Slot]) -> Iterator[tuple[float, str]]:
        """Yield the neighbours of the query that stand together somewhere, with their weight."""
        for one, other in pairwise(slots):
            stop = (one.plain in self._lexicon.stop) + (other.plain in self._lexicon.stop)
            worth = PAIR * STOPS[stop]
            exact = False
            for left, left_weight in one.readings:
                for right, right_weight in other.readings:
                    pair = f"{left} {right}"
                    if pair in self._pairs:
                        exact = True
                        yield worth * left_weight * right_weight, pair
            if not exact and not stop:
                for pair in self._by_sound.get(_sounds(f"{one.plain} {other.plain}"), ())[:MOST_READINGS]:
                    yield worth * SOUND_PAIR, pair


def _postings(told: list[dict[str, float]]) -> tuple[dict[str, Postings], dict[str, float]]:
    """Return for each term its prompts with what it adds to their score, and how rare the term is."""
    where: dict[str, Postings] = defaultdict(list)
    for at, terms in enumerate(told):
        for term, much in terms.items():
            where[term].append((at, much))
    rarity = {
        term: math.log(1 + (len(told) - len(found) + 0.5) / (len(found) + 0.5))
        for term, found in where.items()
    }
    return {
        term: [(at, rarity[term] * much / (SATURATION + much)) for at, much in found]
        for term, found in where.items()
    }, rarity


def _threes(term: str) -> Iterator[str]:
    padded = f"^{term}$"
    return (padded[at : at + 3] for at in range(len(padded) - 2))


def _sounds(pair: str) -> str:
    return " ".join(sound(term) for term in pair.split(" "))
