"""A small sequence tagger beside the rules: how likely each word is part of a name, an address, a condition.

A linear chain over the attributes of `tagger_features`, with the weights of `tagger.txt`. Nothing is fetched
and nothing learnt at run time: the same text always gives the same numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prompt_library.guard import entity as kinds
from prompt_library.guard.tagger_features import COLUMNS, REACH, Tokens, numbered, pairings, tokens_of
from prompt_library.guard.tagger_weights import Floats, Weights, stored
from prompt_library.guard.view import View

KINDS = (kinds.NAME, kinds.ADDRESS, kinds.HEALTH, kinds.FAITH_PEOPLE)
# A word whose lead of `O` over every other label is larger is no part of anything: the chain is cut there.
_LEAD = 10.0
_LONGEST = 40
_WORST = 20.0  # no label is less likely than that, so that a run's product stays a number


def likelihoods(
    view: View, weights: Weights | None = None
) -> tuple[Tokens, NDArray[np.float64], NDArray[np.float64]]:
    """Return the tokens of `view`, how likely each is of each of `KINDS`, and how likely the first of one."""
    tokens = tokens_of(view)
    if not tokens.spans:
        return tokens, np.zeros((0, len(KINDS))), np.zeros((0, len(KINDS)))
    weights = weights or stored()
    numbered(tokens, weights.vocabulary)
    chances = _chain(_scores(tokens, weights), weights)
    return tokens, chances[:, 1::2] + chances[:, 2::2], chances[:, 1::2]


def _scores(tokens: Tokens, weights: Weights) -> Floats:
    """Return the sum of weights of each token for each label."""
    n = len(tokens.spans)
    values = pairings(tokens, weights.sizes, weights.pairs)
    rows = np.empty((sum(len(places) for _, places in COLUMNS), n), dtype=np.int32)
    at = 0
    for name, places in COLUMNS:
        table = weights.tables[name]
        outside = len(table) - 1
        seen = np.full(n + 2 * REACH, outside)
        seen[REACH : REACH + n] = values[name]
        got = table[seen].T
        for column, place in enumerate(places):
            rows[at] = got[column, REACH + place : REACH + place + n]
            at += 1
    scores: Floats = weights.rows.take(rows, axis=0).sum(axis=0) + weights.bias
    return scores


def _chain(scores: Floats, weights: Weights) -> NDArray[np.float64]:
    """Return the likelihood of each label at each token, 1 for `O` where that is beyond doubt."""
    n, count = scores.shape
    chances = np.zeros((n, count))
    chances[:, 0] = 1.0
    open_ = scores[:, 0] - scores[:, 1:].max(axis=1) < _LEAD
    edges = np.flatnonzero(np.diff(np.concatenate(([0], open_.view(np.int8), [0]))))
    runs = [
        (a, min(a + _LONGEST, stop))
        for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        for a in range(start, stop, _LONGEST)
    ]
    if not runs:
        return chances
    starts = np.array([start for start, _ in runs])
    sizes = np.array([stop - start for start, stop in runs])
    steps = np.arange(sizes.max())[:, None]
    within = steps < sizes
    # What follows a run, and fills a short one up, is `O`.
    places = np.where(within, starts + steps, n)
    closed = np.full((1, count), -_WORST)
    closed[0, 0] = 0.0
    scores = np.maximum(scores - scores.max(axis=1, keepdims=True), -_WORST)
    weight = np.exp(np.concatenate((scores, closed)))[places]  # step, run, label
    moves = np.exp(weights.moves.astype(np.float64))
    ahead = np.empty_like(weight)
    np.multiply(moves[0], weight[0], out=ahead[0])
    for step in range(1, len(weight)):
        np.multiply(ahead[step - 1] @ moves, weight[step], out=ahead[step])
    back = np.ascontiguousarray(moves.T)
    behind = np.empty_like(weight)
    behind[-1] = moves[:, 0]
    for step in range(len(weight) - 1, 0, -1):
        np.matmul(weight[step] * behind[step], back, out=behind[step - 1])
    both = (ahead * behind)[within]
    chances[places[within]] = both / both.sum(axis=1, keepdims=True)
    return chances
