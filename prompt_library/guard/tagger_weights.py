"""The tagger's weights: a text file of whole numbers that training writes and this module reads.

A section begins with `[name]`. Vocabularies list words, parted by spaces; a word's number is its place,
from 1. `[column pairing place]` holds threes: the pairing's number, a label's number, the weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from prompt_library.guard.tagger_features import COLUMNS, VOCABULARIES, Numbers, spaces

LABELS = ("O", "B-TEN_NGUOI", "I-TEN_NGUOI", "B-DIA_CHI", "I-DIA_CHI", "B-SUC_KHOE", "I-SUC_KHOE",
          "B-TON_GIAO_DAN_TOC", "I-TON_GIAO_DAN_TOC")  # fmt: skip
SCALE = 64  # a weight of the file is this many times the real one
FILE = "tagger.txt"
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """What training found: `rows[table[pairing][number, place]]` are a row's weights for the labels."""

    vocabulary: Mapping[str, Mapping[str, int]]
    sizes: Mapping[str, int]
    pairs: Numbers
    tables: Mapping[str, NDArray[np.int32]]
    rows: Floats
    bias: Floats
    moves: Floats  # from label to label


@lru_cache(maxsize=1)
def stored() -> Weights:
    """Return the weights of the package, read once."""
    return read(files("prompt_library.guard").joinpath(FILE).read_text(encoding="utf-8"))


def _numbers(text: str) -> Numbers:
    return np.fromstring(text, dtype=np.int64, sep=" ") if text.strip() else np.zeros(0, dtype=np.int64)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    for part in ("\n" + text).split("\n[")[1:]:
        name, _, body = part.partition("]\n")
        yield name, body


def read(text: str) -> Weights:
    """Return the weights that `text` holds."""
    sections = dict(_sections(text))
    vocabulary = {
        name: {word: at for at, word in enumerate(sections[name].split(), 1)}
        for name in VOCABULARIES
        if name != "pair"
    }
    pairs = _numbers(sections["pair"])
    sizes = {**{name: len(words) + 1 for name, words in vocabulary.items()}, "pair": len(pairs) + 1}
    count = len(LABELS)
    space = spaces(sizes)
    tables = {name: np.zeros((space[name] + 1, len(places)), dtype=np.int32) for name, places in COLUMNS}
    blocks: list[Floats] = [np.zeros((1, count), dtype=np.float32)]
    size = 1
    for name, places in COLUMNS:
        for column, place in enumerate(places):
            threes = _numbers(sections.get(f"column {name} {place}", "")).reshape(-1, 3)
            keys, inverse = np.unique(threes[:, 0], return_inverse=True)
            block = np.zeros((len(keys), count), dtype=np.float32)
            block[inverse, threes[:, 1]] = threes[:, 2] / SCALE
            tables[name][keys, column] = np.arange(size, size + len(keys))
            blocks.append(block)
            size += len(keys)
    return Weights(
        vocabulary,
        sizes,
        pairs,
        tables,
        np.concatenate(blocks),
        (_numbers(sections["bias"]) / SCALE).astype(np.float32),
        (_numbers(sections["moves"]).reshape(count, count) / SCALE).astype(np.float32),
    )
