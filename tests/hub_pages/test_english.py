"""The word test that guards every page: Vietnamese passes, English does not."""

from __future__ import annotations

import pytest

from hub.errors import Forbidden, NotSignedIn
from tests.english import ALLOWED, english_words

# Every spelling without a mark that ordinary Vietnamese uses must pass: one line for each kind of rime.
TONELESS = """
    cho trong khi sang hai ba con theo qua tin can ban cao sau sao sai tay tai vui xem xin xong xung
    quanh toan quan loan khoan khoanh hoa hoan hoang huy tuy quy quynh thua mua xoay xoai nghe nghi
    ngang ngay ga ghe ghi gieo giao gian giang gia gio gi giun khoe toe hoen tinh linh hinh minh inh im
    chia kia lia phia dua chua lua khuya huynh khuynh duy suy nguy thuy luy truy hy ky ly my sy ty vy
    mang lang nhanh thanh phong dong dung hung nhung nhau leo meo treo keo quang que quen queo quay quai
    thi thu tra tri tro tru mau thoi an ong em anh oai oan oang oe uy in ai ao au ay nam nao long dan
    rau ram trai then hay chu loai boong xoong kem ken leng
"""

# Words of the stock Hub pages and of ordinary programs: each must be caught, alone.
ENGLISH = """
    the and for are but not you all any had was one our out get has his how new now old see two who did
    its let put she too use sign home login logout server start stop spawn progress ready error failed
    token admin service note never created expires revoke scopes request cancel close open next previous
    submit save page found forbidden try why buy key your user name password invalid time this that with
    from have will when please wait loading click help more less menu true false file image text total
    team role year month week hour minute second hub api json html launch restart retry visible checkbox
    required field dashboard upload download
"""


@pytest.mark.parametrize("word", TONELESS.split())
def test_a_vietnamese_syllable_without_marks_passes(word: str) -> None:
    assert english_words(word) == []
    assert english_words(word.capitalize()) == []


@pytest.mark.parametrize("word", ENGLISH.split())
def test_an_english_word_is_caught(word: str) -> None:
    assert english_words(f"Đồng chí bấm {word} để học tiếp.") == [word]


@pytest.mark.parametrize(
    "sentence",
    [
        NotSignedIn().message,
        Forbidden().message,
        "Câu trả lời đã báo “Đã lưu” vẫn còn nguyên; mời đồng chí nộp bài.",
        "Tệp mau-danh-sach.xlsx của ma.01@vidu.example, mở tại https://hoc.vidu.example/hub/login",
        "Bài k2-b3, mã 19742, tài khoản mau_01, Nghị định 30/2020, Luật số 117/2025/QH15, MTTQ, BTT",
        "JupyterLab, Zalo và ChatGPT là tên riêng; gửi email qua Internet.",
        "Tài li\u1ec7u viết tổ hợp rời: da\u0323y ho\u0323c.",
    ],
)
def test_a_vietnamese_sentence_passes(sentence: str) -> None:
    assert english_words(sentence) == []


def test_capitals_do_not_hide_english() -> None:
    assert english_words("ERROR: Server NOT Ready") == ["ERROR", "Server", "NOT", "Ready"]


def test_repeats_and_order_are_kept() -> None:
    assert english_words("stop rồi start rồi stop") == ["stop", "start", "stop"]


def test_names_of_a_page_can_be_allowed() -> None:
    assert english_words("Xin chào nguyenvanmau") == ["nguyenvanmau"]
    assert english_words("Xin chào nguyenvanmau", allowed=["Nguyenvanmau"]) == []


def test_the_list_of_allowed_words_stays_short() -> None:
    assert len(ALLOWED) <= 30
