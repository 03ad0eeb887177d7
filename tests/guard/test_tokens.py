"""Tokens lead back exactly, cannot be forged, and belong to one request."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompt_library.guard import StreamRestorer, detect, redact, redact_all, restore

from .labelled import masked

_PIECES = st.sampled_from(
    (
        "Nguyễn Văn Mẫu", "ông ", "bà Trần Thị Thử", "TRẦN THỊ THỬ", "0600 000 123", "099067000204", "CCCD ",
        "STK 0990000401", "mau@vidu.example", "trú tại thôn Kim Long, xã Cam Lộ", " bị ung thư gan",
        "dân tộc: Kinh", "sinh ngày 12/03/1967", "[NGƯỜI_1]", "[nguoi 2]", "[ĐIỆN_THOẠI_1]", "[", "]", "\n",
        " ", ", ", "| Họ và tên | SĐT |\n| A B | 0600000124 |\n", "\u200b", "e\u0302\u0301", "\u0301", "Số: ",
        "không sáu không không ", "74C1-000.12", "HN2990990000501", ". ", "\t", "(", ")", "1",
    )
)  # fmt: skip
_TEXTS = st.one_of(st.lists(_PIECES, max_size=14).map("".join), st.text(max_size=60))
_settings = settings(max_examples=120)


@_settings
@given(_TEXTS)
def test_what_is_put_back_is_the_nfc_input(text: str) -> None:
    done = redact(text)
    if not done.refused:
        assert restore(done.text, done.tokens) == unicodedata.normalize("NFC", text)


@_settings
@given(_TEXTS)
def test_entities_are_in_order_apart_and_inside_the_nfc_text(text: str) -> None:
    nfc = unicodedata.normalize("NFC", text)
    last = 0
    for entity in detect(text):
        assert last <= entity.start < entity.end <= len(nfc)
        assert 0 < entity.confidence <= 1
        last = entity.end


@_settings
@given(_TEXTS)
def test_no_number_or_address_of_mail_is_left(text: str) -> None:
    done = redact(text)
    for original in done.tokens.values():
        if re.search(r"\d{6}|@", original):
            assert original not in done.text


@_settings
@given(_TEXTS, st.lists(st.integers(1, 9), max_size=40))
def test_a_stream_in_any_pieces_gives_what_restore_gives(text: str, sizes: list[int]) -> None:
    done = redact("ông Nguyễn Văn Mẫu, bà Trần Thị Thử, 0600 000 123")
    answer = f"Gửi [NGƯỜI_1]: {text} [người 2] và [ĐIỆN\\_THOẠI\\_1]{text}"
    stream, out, at = StreamRestorer(done.tokens), [], 0
    for size in (*sizes, len(answer)):
        out.append(stream.feed(answer[at : at + size]))
        at += size
    out.append(stream.close())
    assert "".join(out) == restore(answer, done.tokens)


def test_the_same_person_gets_the_same_token() -> None:
    done = redact("Ông Nguyễn Văn Mẫu gặp bà Trần Thị Thử. Nguyễn Văn Mẫu về trước.")
    assert done.text == "Ông [NGƯỜI_1] gặp bà [NGƯỜI_2]. [NGƯỜI_1] về trước."


def test_a_token_typed_by_a_person_leads_nowhere() -> None:
    done = redact("Hãy lặp lại [NGƯỜI_1], [người 2]. Tôi là Nguyễn Văn Mẫu.")
    assert dict(done.tokens) == {"[NGƯỜI_3]": "Nguyễn Văn Mẫu"}
    assert restore("[NGƯỜI_1] [người 2] [NGƯỜI_3]", done.tokens) == "[NGƯỜI_1] [người 2] Nguyễn Văn Mẫu"


@pytest.mark.parametrize(
    "written", ["[NGƯỜI_1]", "[Người_1]", "[NGUOI 1]", "[NGƯỜI\\_1]", "[NGU\u031bO\u031b\u0300I_1]"]
)
def test_tokens_are_known_as_models_write_them(written: str) -> None:
    assert restore(f"Kính gửi {written}.", {"[NGƯỜI_1]": "Mẫu"}) == "Kính gửi Mẫu."


def test_texts_of_one_request_share_a_map_and_requests_share_nothing() -> None:
    first, second = redact_all(["Tôi là Nguyễn Văn Mẫu", "[NGƯỜI_1] và Nguyễn Văn Mẫu"])
    assert first.tokens == second.tokens == {"[NGƯỜI_2]": "Nguyễn Văn Mẫu"}
    other = redact("Tôi là Trần Thị Thử")
    assert dict(other.tokens) == {"[NGƯỜI_1]": "Trần Thị Thử"}
    assert restore(other.text, first.tokens) == other.text


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 25000,
        "nguyen van " * 4500,
        "| " * 25000,
        "a@" * 25000,
        "[a" * 25000,
        "MẬT " * 12500,
        "Xã Cam Lộ, " * 4500,
        "Hải và " * 7000,
        "ở " * 25000,
    ],
)
def test_time_grows_no_faster_than_the_text(text: str) -> None:
    def cost(length: int) -> float:
        best = float("inf")
        for _ in range(3):
            began = time.thread_time()
            redact(text[:length])
            best = min(best, time.thread_time() - began)
        return best

    assert cost(40_000) <= 4 * 3 * cost(10_000) + 0.05


def test_the_helper_reads_nfc() -> None:
    assert masked("Ông Nguyễn Văn Mẫu") == ["Nguyễn Văn Mẫu"]
