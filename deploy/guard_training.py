"""Trains the guard's tagger on the development texts: `python -m deploy.guard_training` writes its weights.

The same texts and lists give the same file. The frozen test parts are never read here.
"""

from __future__ import annotations

import itertools
import random
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import prompt_library.guard
from deploy.bench.guard import load
from prompt_library.guard.tagger_features import (
    COLUMNS,
    VOCABULARIES,
    Tokens,
    gap_key,
    numbered,
    pairings,
    tokens_of,
)
from prompt_library.guard.tagger_weights import FILE, LABELS, SCALE
from prompt_library.guard.view import View, look

PARTS = ("dev", *(f"dev{number}" for number in range(2, 11)))
SEED = 1
# How often something must be seen to have a number of its own.
_LEAST = {"fold": 3, "low": 3, "gaz": 20, "role": 10, "phrase": 20, "gap": 5, "label": 3, "pair": 4}
_SETTINGS = {"c1": 0.1, "c2": 0.05, "max_iterations": 70, "feature.minfreq": 2}
Row = dict[str, Any]


def unmarked(text: str) -> str:
    """Return `text` as typed without marks, each character standing for one."""
    return "".join(
        {"đ": "d", "Đ": "D"}.get(c, unicodedata.normalize("NFD", c)[0] if c.isalpha() else c) for c in text
    )


def copies(rows: Sequence[Row], seed: int = SEED) -> Iterator[tuple[str, Row]]:
    """Yield each text, and three of four a second time: in capitals, small, without marks."""
    chance = random.Random(seed)  # noqa: S311 - a fixed order, no secret
    for row in rows:
        if row.get("refused"):
            continue
        text = unicodedata.normalize("NFC", row["text"])
        yield text, row
        drawn = chance.random()
        if drawn < 0.2:
            other = text.upper()
        elif drawn < 0.45:
            other = unmarked(text)
        elif drawn < 0.6:
            other = text.lower()
        elif drawn < 0.75:
            other = unmarked(text.lower())
        else:
            continue
        if len(other) == len(text):  # the offsets hold
            yield other, row


def labels_of(view: View, tokens: Tokens, entities: Sequence[Row]) -> list[str]:
    """Return the label of each token."""
    labels = ["O"] * len(tokens.spans)
    for entity in entities:
        if f"B-{entity['type']}" not in LABELS:
            continue
        start, end, lead = view.unmark(entity["start"]), view.unmark(entity["end"]), "B"
        for at, (a, b) in enumerate(tokens.spans):
            if a < end and b > start:
                labels[at] = f"{lead}-{entity['type']}"
                lead = "I"
    return labels


def vocabulary_of(texts: Sequence[Tokens]) -> dict[str, dict[Any, int]]:
    """Return the numbers of what is seen often enough, in an order that does not change."""
    seen: dict[str, Counter[str]] = {name: Counter() for name in VOCABULARIES if name != "pair"}
    for tokens in texts:
        for name in ("fold", "low", "gaz", "role", "phrase"):
            seen[name].update(getattr(tokens, name))
        seen["gap"].update(gap_key(gap) for gap in tokens.gap)
        seen["label"].update(tokens.label.values())
    out: dict[str, dict[Any, int]] = {}
    for name, counts in seen.items():
        kept = sorted(word for word, count in counts.items() if word and count >= _LEAST[name])
        out[name] = {word: at for at, word in enumerate(kept, 1)}
    size = len(out["fold"]) + 1
    pairs: Counter[int] = Counter()
    for tokens in texts:
        ids = [out["fold"].get(word, 0) for word in tokens.fold]
        pairs.update(a * size + b for a, b in itertools.pairwise(ids) if a and b)
    out["pair"] = {
        pair: at for at, pair in enumerate(sorted(p for p, n in pairs.items() if n >= _LEAST["pair"]), 1)
    }
    return out


def train(rows: Sequence[Row]) -> str:
    """Return the weights learnt from `rows`, as the text of their file."""
    import pycrfsuite

    texts = []
    for text, row in copies(rows):
        view = look(text)
        tokens = tokens_of(view)
        if tokens.spans:
            texts.append((tokens, labels_of(view, tokens, row["entities"])))
    vocabulary = vocabulary_of([tokens for tokens, _ in texts])
    sizes = {name: len(words) + 1 for name, words in vocabulary.items()}
    pairs = np.array(list(vocabulary["pair"]), dtype=np.int64)
    trainer = pycrfsuite.Trainer(verbose=False)  # type: ignore[attr-defined]
    for tokens, labels in texts:
        numbered(tokens, vocabulary)
        trainer.append(_attributes(tokens, pairings(tokens, sizes, pairs)), labels)
    trainer.set_params(_SETTINGS)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()  # type: ignore[attr-defined]
        tagger.open(path)
        learnt = tagger.info()
        tagger.close()
    return _file(vocabulary, learnt.state_features, learnt.transitions)


def _attributes(tokens: Tokens, values: dict[str, Any]) -> list[list[str]]:
    n = len(tokens.spans)
    found = [["bias"] for _ in range(n)]
    for name, places in COLUMNS:
        numbers = values[name].tolist()
        for place in places:
            for at in range(max(0, -place), min(n, n - place)):
                found[at].append(f"{name} {place}:{numbers[at + place]}")
    return found


def _file(
    vocabulary: dict[str, dict[Any, int]],
    states: dict[tuple[str, str], float],
    moves: dict[tuple[str, str], float],
) -> str:
    """Return the text that `tagger_weights.read` reads."""
    whole = {pair: round(SCALE * weight) for pair, weight in states.items()}
    lines = [
        "# The tagger's weights, written by `python -m deploy.guard_training`: not to be changed by hand."
    ]
    for name in VOCABULARIES:
        lines += [f"[{name}]", *_wrapped(list(map(str, vocabulary[name])))]
    lines += ["[bias]", " " + " ".join(str(whole.get(("bias", label), 0)) for label in LABELS), "[moves]"]
    lines += (" " + " ".join(str(round(SCALE * moves.get((a, b), 0.0))) for b in LABELS) for a in LABELS)
    columns: dict[str, list[tuple[int, int, int]]] = {}
    for (attribute, label), weight in whole.items():
        column, _, number = attribute.partition(":")
        if number and weight:
            columns.setdefault(column, []).append((int(number), LABELS.index(label), weight))
    for name, places in COLUMNS:
        for place in places:
            threes = sorted(columns.get(f"{name} {place}", []))
            lines += [f"[column {name} {place}]", *_wrapped([f"{a} {b} {c}" for a, b, c in threes])]
    return "\n".join(lines) + "\n"


def _wrapped(words: Sequence[str]) -> Iterator[str]:
    """Yield lines of about a hundred characters, each after a space, so that none opens a section."""
    line = ""
    for word in words:
        if len(line) + len(word) > 100:
            yield line
            line = ""
        line += " " + word
    if line:
        yield line


def main() -> None:
    """Train on every development part and write the weights."""
    text = train([row for part in PARTS for row in load(part)])
    path = Path(prompt_library.guard.__file__).with_name(FILE)
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
