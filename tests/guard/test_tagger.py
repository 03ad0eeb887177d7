"""The tagger beside the rules: what it adds, what it leaves alone, and that training gives these weights."""

from __future__ import annotations

import sys
import time
import unicodedata
from importlib.resources import files

import numpy as np
import pytest

from deploy.bench.guard import load
from prompt_library.guard import entity as kinds
from prompt_library.guard import tagger_weights
from prompt_library.guard.entity import Found
from prompt_library.guard.tagger import KINDS, likelihoods
from prompt_library.guard.tagger_findings import Tagged
from prompt_library.guard.view import look
from tests.guard.labelled import masked

NAME = KINDS.index(kinds.NAME)


def likely(text: str, word: str, kind: str) -> float:
    """Return how likely `word` of `text` is of `kind`."""
    view = look(text)
    tokens, chances, _ = likelihoods(view)
    return float(chances[tokens.low.index(word.lower()), KINDS.index(kind)])


def test_likelihoods_are_shares() -> None:
    for row in load("dev5")[:20]:
        _, chances, _ = likelihoods(look(row["text"]))
        assert np.isfinite(chances).all()
        assert (chances >= 0).all()
        assert (chances.sum(axis=1) <= 1 + 1e-6).all()


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "a", "7", "\ud800", "[" * 50, "Lan " * 500])
def test_any_text_can_be_read(text: str) -> None:
    tokens, chances, _ = likelihoods(look(text))
    assert len(tokens.spans) == len(chances)


def test_the_same_words_are_a_person_here_and_a_street_there() -> None:
    assert likely("Cử tri Trần Quốc Hoan phản ánh đường hỏng.", "hoan", kinds.NAME) > 0.9
    assert masked("Sửa xong đường Trần Quốc Hoan trước Tết.") == []


def test_ordinary_sentences_stay() -> None:
    text = (
        "Thường trực Ủy ban họp phiên tháng 11, nghe báo cáo về quỹ vì người nghèo. Ban Công tác Mặt trận "
        "ghi ý kiến vào sổ, gửi về xã trước ngày 15. Hội nghị thống nhất ba việc cho quý tới."
    )
    assert masked(text) == []
    _, chances, _ = likelihoods(look(text))
    assert chances.max() < 0.7


def test_what_lists_speak_against_is_not_added() -> None:
    assert masked("Công ty TNHH Hoàng Gia Bảo khởi công.", kinds.NAME) == []
    assert masked("Địa chỉ: số nhà …, thôn …, xã ……… Điện thoại:", kinds.ADDRESS) == []


def test_an_address_that_holds_a_number_is_never_doubted() -> None:
    text = "Hội nghị thống nhất 097 000 000 000 việc"
    start = text.index("097")
    tagged = Tagged(look(text))
    assert not tagged.doubts(Found(start, start + 15, kinds.ADDRESS, 0.65))
    assert tagged.doubts(Found(0, 8, kinds.ADDRESS, 0.65))
    assert not tagged.doubts(Found(0, 8, kinds.ADDRESS, 0.9))
    assert not tagged.doubts(Found(0, 8, kinds.ADDRESS, 0.65, sure=True))


def test_it_finds_names_that_the_rules_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    detect = sys.modules["prompt_library.guard.detect"]

    def missed() -> set[tuple[str, int]]:
        found = set()
        for row in load("dev6"):
            text = unicodedata.normalize("NFC", row["text"])
            covered = {at for e in detect.detect(text) for at in range(e.start, e.end)}
            for e in row["entities"]:
                letters = (at for at in range(e["start"], e["end"]) if text[at].isalnum())
                if e["type"] == kinds.NAME and not all(at in covered for at in letters):
                    found.add((row["id"], e["start"]))
        return found

    with_it = missed()
    monkeypatch.setattr(detect.Tagged, "find", lambda self: iter(()))
    alone = missed()
    assert with_it < alone
    assert len(with_it) <= 0.7 * len(alone)


def test_the_weights_are_small_and_soon_read() -> None:
    text = files("prompt_library.guard").joinpath(tagger_weights.FILE).read_text(encoding="utf-8")
    assert len(text.encode()) < 1_500_000
    began = time.process_time()
    weights = tagger_weights.read(text)
    assert time.process_time() - began < 0.5  # 0.05 on an idle machine
    size = weights.rows.nbytes + sum(table.nbytes for table in weights.tables.values())
    assert size < 20 * 2**20


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_training_gives_the_stored_weights() -> None:
    """The words to the letter; the numbers as far as another processor's rounding lets them be the same."""
    from deploy.guard_training import PARTS, train

    stored = tagger_weights.read(
        files("prompt_library.guard").joinpath(tagger_weights.FILE).read_text(encoding="utf-8")
    )
    trained = tagger_weights.read(train([row for part in PARTS for row in load(part)]))
    assert trained.vocabulary == stored.vocabulary
    apart = words = 0
    for row in load("dev9"):
        view = look(row["text"])
        _, ours, _ = likelihoods(view, trained)
        _, theirs, _ = likelihoods(view, stored)
        apart += int(((ours > 0.5) != (theirs > 0.5)).any(axis=1).sum())
        words += len(ours)
    assert words > 5000
    assert apart <= words // 1000
