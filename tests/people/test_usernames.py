"""Usernames: ASCII, stable, numbered on collision and never given twice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.people.usernames import Usernames, username_base

names = st.lists(
    st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạẤẶễữịỷĐÝ'-ð", min_size=1, max_size=12),
    min_size=1,
    max_size=6,
).map(" ".join)


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Nguyễn Văn Mẫu", "mau.nv"),
        ("NGUYỄN VĂN MẪU", "mau.nv"),
        ("Đỗ Thị Đào", "dao.dt"),
        ("Hồ Vai", "vai.h"),
        ("Y-Mai Ví Dụ", "du.ymv"),
        ("Mẫu", "mau.cb"),
        ("李", "canbo.cb"),
    ],
)
def test_given_name_and_initials(name: str, username: str) -> None:
    assert username_base(name) == username


def test_namesakes_are_numbered_and_a_number_is_never_used_again() -> None:
    usernames = Usernames(["mau.nv", "mau.nv4"])  # 2 and 3 were given once and are gone
    assert [usernames.give("Nguyễn Văn Mẫu"), usernames.give("Ngô Viết Mậu")] == ["mau.nv5", "mau.nv6"]
    assert usernames.give("Trần Thị Thử") == "thu.tt"


@given(st.lists(names | st.text(max_size=40), max_size=30), st.lists(names.map(username_base), max_size=10))
def test_usernames_are_plain_and_all_different(full_names: list[str], taken: list[str]) -> None:
    usernames = Usernames(taken)
    given_out = [usernames.give(name) for name in full_names]
    assert len(set(given_out)) == len(given_out)
    assert not set(given_out) & set(taken)
    for username in given_out:
        assert re.fullmatch(r"[a-z]{1,20}\.[a-z]{1,8}\d*", username)
        assert len(username) <= 64
