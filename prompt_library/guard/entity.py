"""What the guard finds: an entity of one of the fifteen types, at offsets into the NFC text."""

from __future__ import annotations

from typing import NamedTuple

NAME = "TEN_NGUOI"
PERSON_ID = "SO_DINH_DANH"
OLD_ID = "CMND"
PHONE = "DIEN_THOAI"
EMAIL = "EMAIL"
ADDRESS = "DIA_CHI"
BIRTH = "NGAY_SINH"
ACCOUNT = "TAI_KHOAN"
TAX = "MST_CA_NHAN"
HEALTH_CARD = "BHYT"
SOCIAL_INSURANCE = "BHXH"
PASSPORT = "HO_CHIEU"
PLATE = "BIEN_SO"
HEALTH = "SUC_KHOE"
FAITH_PEOPLE = "TON_GIAO_DAN_TOC"

TYPES = (
    NAME,
    PERSON_ID,
    OLD_ID,
    PHONE,
    EMAIL,
    ADDRESS,
    BIRTH,
    ACCOUNT,
    TAX,
    HEALTH_CARD,
    SOCIAL_INSURANCE,
    PASSPORT,
    PLATE,
    HEALTH,
    FAITH_PEOPLE,
)
# Who wins where two findings meet; the winner grows over both.
RANK = {
    EMAIL: 9,
    HEALTH_CARD: 8,
    PERSON_ID: 7,
    TAX: 7,
    SOCIAL_INSURANCE: 7,
    ACCOUNT: 7,
    OLD_ID: 6,
    PASSPORT: 6,
    PHONE: 6,
    PLATE: 6,
    BIRTH: 5,
    ADDRESS: 4,
    NAME: 3,
    FAITH_PEOPLE: 2,
    HEALTH: 1,
}


class Entity(NamedTuple):
    """A finding: `start:end` in the NFC text, `confidence` 0-1."""

    start: int
    end: int
    type: str
    confidence: float


class Found(NamedTuple):
    """A finding in the view's offsets; `needs_person` holds only where a person is on the same line."""

    start: int
    end: int
    type: str
    confidence: float
    needs_person: bool = False
    sure: bool = False  # said by a table's heading: wins over every other rule
