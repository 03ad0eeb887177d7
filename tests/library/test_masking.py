"""What leaves for a prompt: examples in the system block take no numbers, and everything leads back."""

from __future__ import annotations

from prompt_library.guard import restore
from prompt_library.library.masking import mask

SYSTEM = "Giữ nguyên ký hiệu như [NGƯỜI_1], [ĐIỆN_THOẠI_1]."


def test_the_first_person_is_number_one_though_the_system_block_names_it() -> None:
    done = mask(SYSTEM, ["Ông Nguyễn Văn Mẫu, điện thoại 0600 000 123.", "Nhắc lại: Nguyễn Văn Mẫu"])
    assert done.system == SYSTEM
    assert done.texts[0] == "Ông [NGƯỜI_1], điện thoại [ĐIỆN_THOẠI_1]."
    assert done.texts[1] == "Nhắc lại: [NGƯỜI_1]"
    assert dict(done.tokens) == {"[NGƯỜI_1]": "Nguyễn Văn Mẫu", "[ĐIỆN_THOẠI_1]": "0600 000 123"}


def test_a_person_in_the_system_block_is_masked_too_with_a_later_number() -> None:
    system = SYSTEM + " Hỏi ông Trần Văn Thử, 0600 000 999."
    done = mask(system, ["Ông Nguyễn Văn Mẫu, điện thoại 0600 000 123."])
    assert "Trần Văn Thử" not in done.system
    assert "0600 000 999" not in done.system
    assert done.texts[0].startswith("Ông [NGƯỜI_1]")
    assert restore(done.system.replace("[NGƯỜI_1], [ĐIỆN_THOẠI_1]", "x"), done.tokens) == system.replace(
        "[NGƯỜI_1], [ĐIỆN_THOẠI_1]", "x"
    )
    assert len(done.tokens) == 4


def test_a_token_that_a_person_typed_leads_to_nobody() -> None:
    done = mask(SYSTEM, ["Gửi [NGƯỜI_1] và ông Nguyễn Văn Mẫu."])
    assert done.texts[0] == "Gửi [NGƯỜI_1] và ông [NGƯỜI_2]."
    assert dict(done.tokens) == {"[NGƯỜI_2]": "Nguyễn Văn Mẫu"}


def test_a_state_secret_anywhere_stops_everything() -> None:
    for system, texts in (("MẬT\nSố: 12/BC", ["x"]), (SYSTEM, ["MẬT\nSố: 12/BC-X\nBáo cáo", "y"])):
        done = mask(system, texts)
        if done.refused is None:  # the marking must be one the guard knows
            raise AssertionError(system)
        assert (done.system, done.texts, dict(done.tokens)) == ("", (), {})
