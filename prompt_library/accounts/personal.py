"""How a person wishes to be answered: four texts of their own, as the training slides teach them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from prompt_library.accounts.errors import InvalidForm
from prompt_library.accounts.tables import personal_settings
from prompt_library.accounts.typed import typed_block, typed_line

MOST = {"call_me": 60, "style": 400, "work": 400, "more": 1000}  # characters
_LABELS = {
    "call_me": "Cách xưng hô",
    "style": "Cách trả lời",
    "work": "Công việc của tôi",
    "more": "Điều khác cần biết",
}


@dataclass(frozen=True)
class PersonalSettings:
    """How to call me, how to answer, my work, anything else; "" where nothing was said."""

    call_me: str = ""
    style: str = ""
    work: str = ""
    more: str = ""

    def cleaned(self) -> PersonalSettings:
        """Return the texts in NFC without invisible characters; raise InvalidForm where one is too long."""
        texts = {
            name: typed_line(value) if name == "call_me" else typed_block(value)
            for name, value in asdict(self).items()
        }
        long = [
            f"{_LABELS[name]}: dài quá {MOST[name]} ký tự" for name in texts if len(texts[name]) > MOST[name]
        ]
        if long:
            raise InvalidForm("Có ô viết dài quá. Mời đồng chí viết gọn lại.", details=long)
        return PersonalSettings(**texts)


async def settings_of(conn: AsyncConnection, person_id: int) -> PersonalSettings:
    """Return the person's settings, empty ones when none were saved."""
    p = personal_settings.c
    query = select(p.call_me, p.style, p.work, p.more).where(p.person_id == person_id)
    row = (await conn.execute(query)).one_or_none()
    return PersonalSettings(*row) if row else PersonalSettings()


async def save_settings(
    conn: AsyncConnection, person_id: int, given: PersonalSettings, now: datetime
) -> PersonalSettings:
    """Save the settings cleaned, return them; raise InvalidForm."""
    saved = given.cleaned()
    values = asdict(saved) | {"updated_at": now}
    await conn.execute(
        insert(personal_settings)
        .values(person_id=person_id, **values)
        .on_conflict_do_update(index_elements=["person_id"], set_=values)
    )
    return saved
