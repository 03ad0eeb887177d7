"""The kinds of documents of the Front: what each is called, how it is signed, and which parts it has.

Form: Nghị định 30/2020/NĐ-CP, Phụ lục I; sign `số/LOẠI-MTTQ-BTT`: Hướng dẫn 91/HD-MTTW-BTT and papers of
2023 and 2025. Whether a newer guide of the Front exists was not known: patterns are data, not code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from prompt_library.word.errors import UnknownProfile

AI_NOTE = "Dự thảo có AI hỗ trợ, người ký chịu trách nhiệm kiểm tra."
NUMBERED = "Số:      /{type}-{body}"  # the clerk writes the number into the gap
LETTER = "Số:      /{body}"  # a công văn has no letters for its type


@dataclass(frozen=True)
class Profile:
    """One kind of document.

    `official` documents have the heading of the two columns, a signature and nơi nhận; `sign` is the
    pattern of number and sign with `{type}` and `{body}`; `line_spacing` is a multiple of a single line.
    """

    id: str
    title: str  # as a menu names it
    official: bool = True
    type_name: str = ""  # "BÁO CÁO"; "" prints none
    type_code: str = ""  # "BC"
    sign: str = NUMBERED
    summary_in_heading: bool = False  # "V/v …" under the sign, instead of under the type
    wants_addressees: bool = False  # "Kính gửi:" even when nobody is named yet
    salutation: str = ""  # first line of a speech, unless the text has its own
    signature: str = "standing"  # standing | minutes | author | none
    as_above: bool = False  # nơi nhận begins with "Như trên"
    numbered: bool = True  # headings without numbers get I., 1., a)
    end_mark: str = "./."
    line_spacing: float = 1.15
    ai_footer: bool = False  # AI_NOTE at the foot of the page; it is always in the file's properties

    @property
    def has_summary(self) -> bool:
        """Tell whether the form has a place for trích yếu."""
        return self.summary_in_heading or bool(self.type_name)


_ALL = (
    Profile("bao-cao", "Báo cáo", type_name="BÁO CÁO", type_code="BC"),
    Profile("ke-hoach", "Kế hoạch", type_name="KẾ HOẠCH", type_code="KH"),
    Profile(
        "cong-van",
        "Công văn",
        sign=LETTER,
        summary_in_heading=True,
        wants_addressees=True,
        as_above=True,
        numbered=False,
    ),
    Profile(
        "to-trinh",
        "Tờ trình",
        type_name="TỜ TRÌNH",
        type_code="TTr",
        wants_addressees=True,
        as_above=True,
    ),
    Profile("thong-bao", "Thông báo", type_name="THÔNG BÁO", type_code="TB"),
    Profile("giay-moi", "Giấy mời", type_name="GIẤY MỜI", type_code="GM", as_above=True, numbered=False),
    Profile("bien-ban", "Biên bản", type_name="BIÊN BẢN", type_code="BB", signature="minutes"),
    Profile(
        "bai-phat-bieu",
        "Bài phát biểu",
        official=False,
        salutation="Kính thưa các vị đại biểu, các đồng chí!",
        signature="none",
        numbered=False,
        end_mark="",
        line_spacing=1.5,  # read aloud from a lectern
        ai_footer=True,
    ),
    Profile(
        "tin-bai",
        "Tin, bài",
        official=False,
        signature="author",
        numbered=False,
        end_mark="",
        ai_footer=True,
    ),
    Profile(
        "plain",
        "Văn bản thường",
        official=False,
        signature="none",
        numbered=False,
        end_mark="",
        ai_footer=True,
    ),
)
PROFILES: Mapping[str, Profile] = MappingProxyType({profile.id: profile for profile in _ALL})


def profile_of(name: str) -> Profile:
    """Return the profile. Raises `UnknownProfile`."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(name) from None
