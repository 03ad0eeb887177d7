"""Personal data drawn by a seeded generator: people who do not exist, and whose data must never leave."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from random import Random

from prompt_library.library.model import Prompt
from tests.gateway.vendors import Heard

_SURNAMES = ("Nguyễn", "Trần", "Lê", "Hoàng", "Hồ", "Phan", "Võ", "Đặng", "Bùi", "Đỗ")
_MIDDLES = ("Văn", "Thị", "Đức", "Thị Ví", "Minh", "Hữu", "Ngọc", "Xuân")
_GIVENS = ("Mẫu", "Dụ", "Hạnh", "Phúc", "Thảo", "Quyết", "Nhàn", "Cường", "Liễu", "Đượm")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True)
class Seeds:
    """Somebody's data; `all` is what must not leave, in any writing of its digits."""

    name: str
    second_name: str
    person_id: str
    phone: str
    email: str
    house: str
    account: str

    @property
    def all(self) -> tuple[str, ...]:
        """Every piece."""
        return (
            self.name,
            self.second_name,
            self.person_id,
            self.phone,
            self.email,
            self.house,
            self.account,
        )

    def sentence(self, most: int) -> str:
        """Return a text of at most `most` characters with as many of them as fit."""
        parts = [
            f"Ông {self.name}",
            f"số định danh cá nhân {self.person_id}",
            f"điện thoại {self.phone}",
            f"email {self.email}",
            f"thường trú tại {self.house}, thôn Tân Tiến",
            f"số tài khoản {self.account} tại Agribank",
            f"cùng vợ là bà {self.second_name}",
        ]
        text = parts[0]
        for part in parts[1:]:
            if len(text) + len(part) + 3 <= most:
                text += f", {part}"
        return f"{text}."

    def in_text(self, text: str) -> list[str]:
        """Return which of them stand in `text`; digits count however they are parted."""
        digits = "".join(_DIGITS.findall(text))
        found = []
        for seed in self.all:
            number = "".join(_DIGITS.findall(seed))
            if seed in text or (len(number) >= 9 and number in digits):
                found.append(seed)
        return found

    def that_arrived(self, heard: Heard) -> list[str]:
        """Return which of them a vendor received: in the bytes, in escaped letters, in any text."""
        found = [seed for seed in self.all if seed.encode() in heard.raw]
        found += [seed for seed in self.all if json.dumps(seed)[1:-1].encode() in heard.raw]
        for text in heard.texts:
            found += self.in_text(text)
        return found


def draw(random: Random) -> Seeds:
    """Return somebody new."""

    def name() -> str:
        return f"{random.choice(_SURNAMES)} {random.choice(_MIDDLES)} {random.choice(_GIVENS)}"

    def digits(count: int) -> str:
        return "".join(str(random.randrange(10)) for _ in range(count))

    first = name()
    second = name()
    while second == first:
        second = name()
    return Seeds(
        name=first,
        second_name=second,
        person_id=random.choice(("000", "097", "099")) + "1" + digits(8),
        phone=f"0600 000 {digits(3)}",
        email=f"nguoi{digits(6)}@vidu.example",
        house=f"số nhà {random.randrange(10, 99)}, ngõ {random.randrange(100, 999)}",
        account=f"3900205{digits(6)}",
    )


def filled(prompt: Prompt, seeds: Seeds) -> dict[str, str]:
    """Return inputs for the prompt: free fields hold the person's data, the others the sample's."""
    sample = prompt.sample.inputs if prompt.sample else {}
    return {
        one.name: seeds.sentence(one.max_chars) if one.free else sample.get(one.name, "")
        for one in prompt.inputs
    }
