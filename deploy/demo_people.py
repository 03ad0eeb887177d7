"""The invented people of the demonstration: names nobody can have, over every real unit.

Everything follows from the random generator passed in, so each installation shows the same people.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hub.people.newcomers import Newcomer
from hub.people.units import Unit
from hub.people.usernames import Usernames

# Given names are words for "sample", "trial", "example": nobody is called so.
_GIVEN = ("Mẫu", "Thử", "Ví Dụ", "Giả Định", "Minh Họa", "Thí Dụ", "Làm Mẫu", "Thử Nghiệm")
_FAMILY = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương"),
    *("Trương", "Đinh", "Đoàn", "Cao", "Mai", "Thái", "Hồ", "Lý"),
)
_MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Thanh", "Xuân", "Hữu", "Thu", "Quang", "Hồng", "Hoài", "Thị")
_HIGHLAND = ("Hồ Văn", "Hồ Thị", "Kăn", "Hồ")  # as Bru-Vân Kiều and Pa Kô people are named
_HIGHLAND_UNITS = frozenset(
    f"Xã {name}"
    for name in (
        *("Hướng Phùng", "Hướng Lập", "Khe Sanh", "Lao Bảo", "Tân Lập", "A Dơi", "Lìa", "Hướng Hiệp"),
        *("Đakrông", "Ba Lòng", "Tà Rụt", "La Lay", "Trường Sơn", "Kim Ngân", "Thượng Trạch", "Bến Quan"),
    )
)

DEMO_UNIT = "19333"  # Phường Đông Hà
_WITHOUT_FULL_TIME = "19742"  # Đặc khu Cồn Cỏ, so that T2 has a unit where nobody counts
_KIND = {"xa": "xã", "phuong": "phường", "dac_khu": "đặc khu"}
_SMALLER = {"xa": "thôn", "phuong": "khu phố", "dac_khu": "khu dân cư"}
# Since July 2025 a vice chair of a commune's Front also leads one of these.
_LEADS = {
    "Hội Nông dân": "Chủ tịch Hội Nông dân",
    "Hội Liên hiệp Phụ nữ": "Chủ tịch Hội Liên hiệp Phụ nữ",
    "Đoàn TNCS Hồ Chí Minh": "Bí thư Đoàn TNCS Hồ Chí Minh",
    "Hội Cựu chiến binh": "Chủ tịch Hội Cựu chiến binh",
}
FRONT = "Mặt trận Tổ quốc"


@dataclass(frozen=True)
class DemoAccount:
    """An account printed at the start: `role` in Vietnamese."""

    role: str
    username: str
    password: str
    name: str
    unit_code: str


# One password for all four, printed at every start: it holds on this machine only (deploy/demo_accounts.py).
PASSWORD = "hoc-ai-vi-du"  # noqa: S105
PROVINCE_ADMIN = DemoAccount("Quản trị tỉnh", "quan-tri-tinh", PASSWORD, "Nguyễn Văn Mẫu", "T-VP")
TRAINER = DemoAccount("Giảng viên", "giang-vien", PASSWORD, "Trần Thị Thử", "T-BAN")
COMMUNE_ADMIN = DemoAccount("Quản trị phường Đông Hà", "quan-tri-xa", PASSWORD, "Lê Thị Minh Họa", DEMO_UNIT)
LEARNER = DemoAccount("Học viên phường Đông Hà", "hoc-vien", PASSWORD, "Hồ Văn Ví Dụ", DEMO_UNIT)
DEMO_ACCOUNTS = (PROVINCE_ADMIN, TRAINER, COMMUNE_ADMIN, LEARNER)


@dataclass(frozen=True)
class _Post:
    """What somebody is in a unit."""

    position: str
    organisation: str = FRONT
    full_time: bool = True
    counted: bool = True


_FIXED = (
    (PROVINCE_ADMIN, "province_admin", _Post("Phó Chánh Văn phòng")),
    (TRAINER, "trainer", _Post("Chuyên viên, giảng viên")),
    (COMMUNE_ADMIN, "commune_admin", _Post("Phó Chủ tịch Ủy ban MTTQ Việt Nam phường")),
    (LEARNER, "cadre", _Post("Công chức")),
)


def invented_people(
    rng: random.Random, units: Sequence[Unit], *, since: date, late: date, moves: tuple[date, date]
) -> list[Newcomer]:
    """Return about 400 people of `units`, those with an account first, on the roster since `since`.

    Eight joined on `late`; twelve moved to another unit on a day between the two of `moves`.
    """
    people = [
        Newcomer(
            account.username,
            account.name,
            ((since, account.unit_code),),
            post.position,
            post.organisation,
            post.full_time,
            post.counted,
            role,
        )
        for account, role, post in _FIXED
    ]
    usernames = Usernames(person.username for person in people)
    names, highland_names = _names(rng), _highland_names(rng)
    for unit in units:
        highland = unit.name in _HIGHLAND_UNITS
        for post in _posts(rng, unit):
            name = next(highland_names if highland and rng.random() < 0.6 else names)
            people.append(
                Newcomer(
                    usernames.give(name),
                    name,
                    ((since, unit.code),),
                    post.position,
                    post.organisation,
                    post.full_time,
                    post.counted,
                )
            )
    # Heads of Front committees and whom the accounts belong to stay where they are.
    others = [n for n in range(len(_FIXED), len(people)) if people[n].counted]
    chosen = rng.sample(others, 20)
    for n in chosen[:8]:
        people[n] = replace(people[n], belonged=((late, people[n].belonged[0][1]),))
    communes = [unit.code for unit in units if unit.kind != "tinh"]
    for n in chosen[8:]:
        day = date.fromordinal(rng.randint(moves[0].toordinal(), moves[1].toordinal()))
        new = rng.choice([code for code in communes if code != people[n].belonged[0][1]])
        people[n] = replace(people[n], belonged=(*people[n].belonged, (day, new)))
    return people


def _names(rng: random.Random) -> Iterator[str]:
    """Yield full names, none twice as long as they last."""
    every = [
        f"{family} {middle} {given}"
        for family in _FAMILY
        for middle in dict.fromkeys(_MIDDLE)
        for given in _GIVEN
    ]
    taken = {account.name for account in DEMO_ACCOUNTS}
    while True:
        rng.shuffle(every)
        yield from (name for name in every if name not in taken)


def _highland_names(rng: random.Random) -> Iterator[str]:
    every = [f"{first} {given}" for first in _HIGHLAND for given in _GIVEN]
    while True:
        rng.shuffle(every)
        yield from every


def _posts(rng: random.Random, unit: Unit) -> list[_Post]:
    """Return who works in the unit, besides those with an account."""
    if unit.kind == "tinh":
        return _provincial_posts(unit)
    if unit.code == _WITHOUT_FULL_TIME:
        return [
            _Post("Người lao động, phụ trách công tác Mặt trận", full_time=False),
            _Post("Người lao động", full_time=False),
        ]
    kind = _KIND[unit.kind]
    posts = [_Post(f"Chủ tịch Ủy ban MTTQ Việt Nam {kind}")]
    for organisation in rng.sample(list(_LEADS), rng.choice((1, 1, 2))):
        leads = f"{_LEADS[organisation]} {kind}"
        posts.append(_Post(f"Phó Chủ tịch Ủy ban MTTQ Việt Nam {kind}, {leads}", organisation))
    posts += [_Post("Công chức")] * rng.choice((1, 1, 2))
    if rng.random() < 0.4:
        posts.append(_Post("Người lao động, văn thư", full_time=False))
    for number in range(1, rng.choice((0, 1, 1, 2)) + 1):
        head = f"Trưởng ban công tác Mặt trận {_SMALLER[unit.kind]} Mẫu {number}"
        posts.append(_Post(head, full_time=False, counted=False))
    return posts


def _provincial_posts(unit: Unit) -> list[_Post]:
    posts = {
        "T-TT": (
            *("Chủ tịch Ủy ban MTTQ Việt Nam tỉnh", "Phó Chủ tịch Thường trực", "Phó Chủ tịch"),
            *("Phó Chủ tịch", "Ủy viên Thường trực"),
        ),
        "T-VP": ("Chánh Văn phòng", "Chuyên viên", "Chuyên viên", "Kế toán"),
        "T-BAN": ("Trưởng ban", "Trưởng ban", "Phó Trưởng ban", "Chuyên viên", "Chuyên viên"),
    }.get(unit.code, ("Chủ tịch", "Phó Chủ tịch", "Trưởng ban", "Chuyên viên"))
    organisation = FRONT if unit.code in {"T-TT", "T-VP", "T-BAN"} else unit.name
    listed = [_Post(position, organisation) for position in posts]
    return [*listed, _Post("Người lao động, văn thư", organisation, full_time=False)]
