"""Whatever a model writes: the file is valid, its form is right, and no word of the text is lost unsaid."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from prompt_library.word.check import check_docx
from prompt_library.word.export import make_word_file, suggested_name
from prompt_library.word.profiles import PROFILES
from prompt_library.word.text import clean_text
from tests.word import samples
from tests.word.reading import lines, words

_WORDS = ["Mặt trận", "xã", "Hướng", "đồng bào", "BÁO CÁO", "Kính gửi:", "Nơi nhận:", "TM. BAN THƯỜNG TRỰC"]
_WORDS += [
    "Căn cứ",
    "12",
    "2026",
    "I. ",
    "a) ",
    "đ) ",
    "V/v ",
    "Số: 1/BC",
    "THƯ KÝ",
    "[NGƯỜI_1]",
    "[cần bổ sung: ngày]",
]
_SIGNS = [
    "#",
    "##",
    "- ",
    "1. ",
    "> ",
    "| a | b |\n|---|---|\n| c | d | e |\n",
    "**",
    "*",
    "`",
    "```\n",
    "---",
]
_SIGNS += [
    "~~",
    "[chữ](https://a.example)",
    "![ảnh](b.png)",
    "<b>",
    "</b>",
    "<script>x</script>",
    "<br>",
    "<ten>",
]
_SIGNS += ["\\", "\n", "\n\n", "\n\n", "    ", "\x00", "\x0b", "\u200b", "\u202e"]
_pieces = st.one_of(st.sampled_from(_WORDS), st.sampled_from(_SIGNS), st.text(max_size=12))
_markdown = st.lists(_pieces, max_size=40).map(lambda parts: " ".join(parts).replace("&", " "))
_quick = settings(max_examples=60, derandomize=True)


@given(_markdown, st.sampled_from(sorted(PROFILES)))
@_quick
def test_no_word_is_lost_and_the_form_is_right(markdown: str, profile: str) -> None:
    file = make_word_file(markdown, profile, samples.parties(), today=samples.TODAY)
    text = "\n".join(lines(file.data))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\ufffe\uffff]", text)
    # Marks between letters vanish ("`a`b"), so words are looked for in what is kept, without its gaps.
    kept = "".join(words(text) + words("\n".join(note.text for note in file.notes)))
    # Numbers before items are counted by Word; "Kính gửi" and "V/v" at the beginning name their place,
    # and <br> is a line of its own.
    form = set(words("kính gửi về việc br"))
    lost = {word for word in words(html.unescape(clean_text(markdown))) if word not in kept}
    assert {word for word in lost - form if not word.isdigit() and len(word) > 1} == set()
    assert check_docx(file.data, profile) == []


@given(_markdown, st.sampled_from(sorted(PROFILES)))
@settings(parent=_quick, max_examples=10)
def test_the_file_is_valid(tmp_path_factory: pytest.TempPathFactory, markdown: str, profile: str) -> None:
    path = tmp_path_factory.mktemp("word") / "any.docx"
    path.write_bytes(make_word_file(markdown, profile, samples.parties(), today=samples.TODAY).data)
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == []


@given(st.text(), st.sampled_from(sorted(PROFILES)))
def test_every_file_name_is_safe(title: str, profile: str) -> None:
    name = suggested_name(profile, title, samples.TODAY)
    assert re.fullmatch(rf"2026-02-05-{profile}(?:-[a-z0-9]+)*\.docx", name)
    assert len(name) <= 100
