"""What the Hub's Python says: known sentences are translated, unknown ones never shown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import jinja2
import pytest
from jupyterhub._data import DATA_FILES_PATH
from jupyterhub.scopes import scope_definitions
from jupyterhub.spawner import SpawnException
from tornado import web

from hub.errors import Forbidden
from hub.jupyterhub import translate
from hub.jupyterhub.pages import TEMPLATES, VietnamesePages
from hub.reference import new_reference
from tests.english import english_words

HUB_MESSAGES = [
    (403, "Invalid username or password", "Tên đăng nhập hoặc mật khẩu chưa đúng."),
    (403, "Login form invalid or expired. Try again.", "Trang đăng nhập đã mở quá lâu."),
    (403, "XSRF cookie does not match POST argument", "Trang đã mở quá lâu"),
    (403, "'_xsrf' argument missing from POST", "Trang đã mở quá lâu"),
    (403, "auth has expired for mau01, login again", "Phiên đăng nhập đã hết"),
    (400, "mau01's authentication has expired", "Phiên đăng nhập đã hết"),
    (403, "Missing or invalid credentials.", "Phiên đăng nhập đã hết"),
    (429, "Active user limit exceeded. Try again in a few minutes.", "đã đến giới hạn"),
    (400, "mau01 is already running", "đang mở hoặc đang đóng"),
    (400, "mau01: is pending spawn", "đang mở hoặc đang đóng"),
    (500, "Redirect loop detected.", "chưa mở được phòng thực hành"),
    (500, "Unhandled error starting server mau01", "chưa mở được phòng thực hành"),
    (404, "Share not found or expired", "Lời mời này không có"),
    (403, "You can't share with yourself!", "do chính đồng chí tạo ra"),
]


@pytest.mark.parametrize(("status", "message", "wanted"), HUB_MESSAGES)
def test_a_message_of_the_hub_becomes_ours(status: int, message: str, wanted: str) -> None:
    assert wanted in translate.explain(status, message).happened


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("Too many users trying to log in right now. Try again in 40 seconds.", "sau 40 giây"),
        ("Too many users trying to log in right now. Try again in 3 minutes.", "sau 3 phút"),
    ],
)
def test_the_wait_for_a_room_keeps_its_length(message: str, wanted: str) -> None:
    assert wanted in translate.explain(429, message).todo


@pytest.mark.parametrize("status", [*translate.BY_STATUS, 418, 451, 507, 599])
def test_an_unknown_message_is_replaced_by_what_its_status_means(status: int) -> None:
    told = translate.explain(status, "Something new happened to mau01 upstream")
    assert told == translate.explain(status)
    assert english_words(f"{told.title} {told.happened} {told.todo}") == []
    assert told.happened.endswith(".")


@pytest.mark.parametrize(
    "message",
    [
        "No such user: Đồng chí gọi số 0600 000 111",
        "Invalid server_name: 'Đồng chí gọi'",
        "Invalid user-option name Đồng chí",
        "Missing argument Đồng chí",
    ],
)
def test_words_a_person_typed_are_not_repeated(message: str) -> None:
    assert not translate.is_ours(message)
    assert "Đồng chí" not in translate.explain(404, message).happened


def test_our_own_sentence_passes_by_exception_and_by_message() -> None:
    error = translate.PageError.of(Forbidden(), retry_after_s=12.4)
    assert error.status_code == 403
    assert error.headers == {"Retry-After": "12"}
    assert translate.explain(403, "", error).happened == Forbidden().message
    assert translate.explain(429, "Mời đồng chí chờ 5 giây.").happened == "Mời đồng chí chờ 5 giây."


def test_a_failed_start_is_told_by_its_cause() -> None:
    late = TimeoutError()
    late.reason = "timeout"  # type: ignore[attr-defined]  # as jupyterhub.user.User.spawn does
    full = SpawnException("Máy chủ đã hết chỗ.", reason="capacity")
    assert "mở quá lâu" in translate.explain_failed_start(None, late).happened
    assert translate.explain_failed_start(None, full).happened == "Máy chủ đã hết chỗ."
    unknown = translate.explain_failed_start(None, RuntimeError("disk is full"))
    assert unknown == translate.explain_failed_start("no such image", web.HTTPError(500, "no such image"))
    assert english_words(unknown.happened + unknown.todo) == []


@pytest.mark.parametrize(
    "event",
    [
        {"progress": 0, "message": "Server requested"},
        {"progress": 50, "message": "Spawning server..."},
        {"progress": 70, "message": "Pulling image", "html_message": "<b>Pulling</b> image"},
        {"progress": 100, "failed": True, "message": "Spawn failed: I don't work!"},
        {"progress": 100, "failed": True, "message": "Spawn cancelled"},
        {
            "progress": 100,
            "ready": True,
            "message": "Server ready at /user/mau01/",
            "html_message": "<a>x</a>",
        },
    ],
)
def test_every_progress_event_is_vietnamese_and_keeps_its_meaning(event: dict[str, object]) -> None:
    said = translate.translate_event(event)
    assert english_words(str(said["message"])) == []
    assert "html_message" not in said
    assert {key: said[key] for key in said if key != "message"} == {
        key: event[key] for key in event if key not in {"message", "html_message"}
    }


def test_a_spawner_may_say_its_own_vietnamese() -> None:
    event = {"progress": 30, "message": "Đang chép bài tập vào phòng."}
    assert translate.translate_event(event) == event


def test_every_scope_of_this_jupyterhub_has_a_meaning() -> None:
    assert set(scope_definitions) == set(translate.SCOPES)
    assert english_words(" ".join(translate.SCOPES.values())) == []
    assert (
        translate.describe_scope("access:servers!user=mau01") == "Vào phòng thực hành (có giới hạn phạm vi)"
    )
    assert english_words(translate.describe_scope("custom:something:new")) == []
    assert translate.describe_scopes(["tokens", "self", "self"]) == [
        "Các việc trên tài khoản của chính đồng chí",
        "Đọc, tạo và thu hồi mã truy cập",
    ]


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (None, "Chưa có"),
        (datetime(2026, 11, 21, 23, 5), "06:05 ngày 22/11/2026"),  # the Hub's naive UTC
        (datetime(2026, 2, 1, 1, 0, tzinfo=UTC), "08:00 ngày 01/02/2026"),
    ],
)
def test_times_are_shown_as_in_vietnam(moment: datetime | None, shown: str) -> None:
    assert translate.show_time(moment) == shown


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("Server at /user/mau01/", "Phòng thực hành"),
        ("Requested via api by service operator", "Do hệ thống tạo"),
        ("", "Không ghi chú"),
        ("Báo cáo quý", "Báo cáo quý"),
    ],
)
def test_notes_of_tokens(note: str, shown: str) -> None:
    assert translate.translate_note(note) == shown


def test_names_of_applications() -> None:
    assert translate.translate_client("JupyterHub service portal") == "Trang học"
    assert translate.translate_client("Server at /user/mau01/") == "Phòng thực hành"
    assert translate.translate_client("JupyterHub service abc") == "Ứng dụng “abc”"


def test_reference_numbers_differ_and_can_be_read_out() -> None:
    some = {new_reference() for _ in range(50)}
    assert len(some) == 50
    assert all(len(one) == 9 and one.replace("-", "").isdigit() for one in some)


def test_every_template_of_this_jupyterhub_is_ours() -> None:
    """A template that a new JupyterHub brings must not reach a learner in English."""
    stock = {path.name for path in (Path(DATA_FILES_PATH) / "templates").glob("*.html")}
    assert stock <= {path.name for path in TEMPLATES.glob("*.html")}


def test_no_template_holds_english_or_inline_code() -> None:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, extensions=[VietnamesePages]
    )
    html = environment.get_template("logout.html").render(
        static_url=str, base_url="/hub/", prefix="/", login_url="/hub/login", xsrf_token="x", parsed_scopes={}
    )
    assert "Đồng chí đã đăng xuất" in html
    for path in TEMPLATES.glob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert "style=" not in source, path.name
        assert "onclick" not in source, path.name
        assert source.count("<script") == source.count('<script type="module" src='), path.name
