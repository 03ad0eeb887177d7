"""What JupyterHub's Python says in English, said in Vietnamese: errors, progress, tokens, scopes.

Nothing the Hub wrote is shown as it is. A known message becomes our sentence; an unknown one is
replaced by what its status code means, so a new English message upstream never reaches a page.
Only a message of our own (`PageError`, or a sentence that begins in Vietnamese) passes through.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tornado import web

from hub.errors import UserError

VIETNAM = timezone(timedelta(hours=7))  # Vietnam has no daylight-saving time
_VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ\u1ea0-\u1ef9]", re.IGNORECASE)


class PageError(web.HTTPError):
    """An error page (or the sign-in form again) with our own Vietnamese sentence.

    `retry_after_s` becomes the header Retry-After and a countdown on the sign-in page. Raise it in
    an authenticator, a spawner or a handler of the Hub.
    """

    def __init__(self, status: int, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(status, message)
        self.jupyterhub_message = message
        self.headers = {} if retry_after_s is None else {"Retry-After": str(max(1, round(retry_after_s)))}

    @classmethod
    def of(cls, error: UserError, *, retry_after_s: float | None = None) -> PageError:
        """Return the page for one of our own refusals."""
        return cls(error.status, error.message, retry_after_s=retry_after_s)


@dataclass(frozen=True)
class Explanation:
    """An error as a person reads it: a title, what happened, what to do."""

    title: str
    happened: str
    todo: str = ""


_KEPT = "Câu trả lời đã báo “Đã lưu” vẫn còn nguyên."
_REPORT = "Nếu vẫn lỗi, đồng chí báo quản trị kèm số tham chiếu bên dưới."
_AGAIN = f"Mời đồng chí chờ một phút rồi tải lại trang. {_REPORT}"
_ROOM_FAILED = "Phòng thực hành chưa mở được"

BY_STATUS: dict[int, Explanation] = {
    400: Explanation(
        "Yêu cầu chưa hợp lệ",
        "Địa chỉ hoặc nội dung gửi lên không đúng dạng hệ thống hiểu được.",
        f"Mời đồng chí quay lại trang trước và làm lại. {_REPORT}",
    ),
    401: Explanation(
        "Cần đăng nhập", "Phiên đăng nhập đã hết hoặc chưa có.", "Mời đồng chí đăng nhập rồi mở lại trang."
    ),
    403: Explanation(
        "Không có quyền mở trang này",
        "Tài khoản của đồng chí không có quyền mở trang hoặc làm việc này.",
        "Nếu cần quyền này cho công việc, đồng chí hỏi quản trị của đơn vị.",
    ),
    404: Explanation(
        "Không tìm thấy trang",
        "Địa chỉ này không có, hoặc trang không dành cho tài khoản của đồng chí.",
        "Đồng chí kiểm tra lại địa chỉ, hoặc trở về trang học.",
    ),
    405: Explanation(
        "Yêu cầu chưa hợp lệ",
        "Trang này không nhận cách gửi vừa dùng.",
        "Mời đồng chí quay lại trang trước và làm lại.",
    ),
    409: Explanation(
        "Dữ liệu đã thay đổi",
        "Trong lúc đồng chí làm, dữ liệu đã được thay đổi ở nơi khác.",
        "Mời đồng chí tải lại trang rồi làm lại.",
    ),
    413: Explanation(
        "Nội dung quá lớn",
        "Tệp hoặc nội dung gửi lên vượt quá mức cho phép.",
        "Mời đồng chí chia nhỏ rồi gửi lại.",
    ),
    424: Explanation(
        "Phòng thực hành chưa mở", "Phòng thực hành đang đóng.", "Mời đồng chí mở lại phòng thực hành."
    ),
    429: Explanation(
        "Đang có quá nhiều yêu cầu",
        "Hệ thống đang phục vụ nhiều người cùng lúc nên tạm giãn yêu cầu này.",
        "Mời đồng chí chờ một phút rồi thử lại.",
    ),
    500: Explanation("Hệ thống gặp lỗi", f"Máy chủ gặp lỗi khi làm việc đồng chí yêu cầu. {_KEPT}", _AGAIN),
    502: Explanation("Trang tạm thời không trả lời", f"Phần đồng chí mở đang gặp lỗi. {_KEPT}", _AGAIN),
    503: Explanation(
        "Trang tạm thời không trả lời",
        f"Phần đồng chí mở đang tạm dừng hoặc đang khởi động lại. {_KEPT}",
        f"Mời đồng chí chờ một phút rồi tải lại trang; nếu là phòng thực hành, mời mở lại phòng. {_REPORT}",
    ),
    504: Explanation(
        "Trang trả lời quá chậm", f"Máy chủ chưa trả lời trong thời gian cho phép. {_KEPT}", _AGAIN
    ),
}

_STALE = Explanation(
    "Trang đã mở quá lâu",
    "Trang đã mở quá lâu hoặc phiên đăng nhập đã đổi.",
    "Mời đồng chí tải lại trang rồi làm lại.",
)
_ROOM = Explanation(
    _ROOM_FAILED,
    "Máy chủ chưa mở được phòng thực hành cho đồng chí.",
    f"Mời đồng chí thử mở lại. Trong lúc chờ vẫn học được ở trang bài học. {_REPORT}",
)
_INVITATION = Explanation(
    "Lời mời không còn dùng được",
    "Lời mời này không có hoặc đã hết hạn.",
    "Mời đồng chí xin lại lời mời của người đã gửi.",
)

# The Hub's own sentences (jupyterhub 6.1.1), tried from the start of the message.
_MESSAGES: tuple[tuple[str, Explanation | Callable[[re.Match[str]], Explanation]], ...] = (
    (
        r"Invalid username or password",
        Explanation(
            "Chưa đăng nhập được",
            "Tên đăng nhập hoặc mật khẩu chưa đúng.",
            "Đồng chí tắt bộ gõ tiếng Việt, kiểm tra chữ hoa, chữ thường rồi nhập lại.",
        ),
    ),
    (
        r"Login form invalid or expired",
        Explanation(
            "Trang đăng nhập đã mở quá lâu",
            "Trang đăng nhập đã mở quá lâu.",
            "Mời đồng chí nhập lại mật khẩu và đăng nhập lần nữa.",
        ),
    ),
    (r"XSRF cookie does not match|'_xsrf' argument", _STALE),
    (r"auth has expired|.*authentication has expired|Missing or invalid credentials", BY_STATUS[401]),
    (
        r"Too many users trying to log in right now\. Try again in (\d+) (second|minute)",
        lambda found: Explanation(
            "Nhiều người đang mở phòng thực hành",
            "Máy chủ mở lần lượt từng phòng để phòng nào cũng chạy tốt.",
            f"Mời đồng chí thử lại sau {found[1]} {'giây' if found[2] == 'second' else 'phút'}; "
            "trong lúc chờ vẫn học được ở trang bài học.",
        ),
    ),
    (
        r"Active user limit exceeded",
        Explanation(
            "Đã hết chỗ trong phòng thực hành",
            "Số phòng thực hành đang mở đã đến giới hạn của máy chủ.",
            "Mời đồng chí thử lại sau vài phút; trong lúc chờ vẫn học được ở trang bài học.",
        ),
    ),
    (
        r"\S+ is (already running|pending)",
        Explanation(
            "Phòng thực hành đang bận",
            "Phòng thực hành đang mở hoặc đang đóng.",
            "Mời đồng chí chờ ít giây rồi thử lại.",
        ),
    ),
    (
        r"Failed to reach your server|Failed to start your server|Spawner failed to start|"
        r"Unhandled error starting server|Redirect loop detected|.*is not starting",
        _ROOM,
    ),
    (r"Share not found or expired|Invalid share code", _INVITATION),
    (
        r"You can't share with yourself",
        Explanation(
            "Lời mời của chính đồng chí",
            "Đây là lời mời do chính đồng chí tạo ra.",
            "Đồng chí gửi địa chỉ này cho người cần mời.",
        ),
    ),
)


def is_ours(text: str) -> bool:
    """Tell whether a message was written by us: Vietnamese from its first two words on.

    Only the beginning counts: the Hub repeats what a person typed later in its own sentences, and a
    forged address must not put its words on our page.
    """
    return bool(_VIETNAMESE_LETTER.search(" ".join(text.split()[:2])))


def explain(status: int, message: str = "", exception: BaseException | None = None) -> Explanation:
    """Return what to tell a person about an error of the Hub with this status and message."""
    basis = BY_STATUS.get(status) or BY_STATUS[500 if status >= 500 else 400]
    own = str(getattr(exception, "jupyterhub_message", "") or "")
    if not own and is_ours(message or ""):
        own = message
    if own:
        return Explanation(basis.title, own)
    for pattern, meaning in _MESSAGES:
        if found := re.match(pattern, message or ""):
            return meaning(found) if callable(meaning) else meaning
    return basis


def explain_failed_start(message: str | None = "", exception: BaseException | None = None) -> Explanation:
    """Return what to tell a person whose practice room did not start."""
    if getattr(exception, "reason", None) == "timeout":
        return Explanation(_ROOM_FAILED, "Phòng thực hành mở quá lâu nên hệ thống đã dừng lại.", _ROOM.todo)
    status = exception.status_code if isinstance(exception, web.HTTPError) else 500
    text = message or str(getattr(exception, "message", "") or getattr(exception, "log_message", "") or "")
    told = explain(status, text, exception)
    return _ROOM if told == BY_STATUS.get(status) else Explanation(_ROOM_FAILED, told.happened, told.todo)


# -- progress of a spawn -------------------------------------------------------------------------

READY = "Phòng thực hành đã sẵn sàng."
_EVENTS = {
    "Server requested": "Đã nhận yêu cầu mở phòng thực hành.",
    "Spawning server...": "Đang chuẩn bị phòng thực hành.",
    "Spawn cancelled": "Đã dừng việc mở phòng thực hành.",
}


def translate_event(event: dict[str, Any]) -> dict[str, Any]:
    """Return a progress event `{"progress", "message", …}` with a Vietnamese message, without HTML."""
    said = {key: value for key, value in event.items() if key != "html_message"}
    message = str(event.get("message", ""))
    if event.get("ready"):
        said["message"] = READY
    elif event.get("failed") and message not in _EVENTS:
        said["message"] = _ROOM.happened
    elif "message" in event and not is_ours(message):
        said["message"] = _EVENTS.get(message, "Đang mở phòng thực hành.")
    return said


def ready_event(_spawner: Any, event: dict[str, Any]) -> dict[str, Any]:
    """Return the last progress event in Vietnamese. Called by `Spawner.progress_ready_hook`."""
    return translate_event(event)


class VietnameseProgress:
    """Mixin for spawners, before the spawner class: every progress event is told in Vietnamese."""

    async def _generate_progress(self) -> AsyncIterator[dict[str, Any]]:
        """Yield JupyterHub's and the spawner's own events. Called by the Hub's progress handler."""
        async with aclosing(super()._generate_progress()) as events:  # type: ignore[misc]
            async for event in events:
                yield translate_event(event)


# -- tokens, applications, times -----------------------------------------------------------------


def translate_note(note: str | None) -> str:
    """Return what a token is for; a note that a person typed stays as it is."""
    text = (note or "").strip()
    if text.startswith("Server at ") or text.startswith("retrieved from spawner"):
        return "Phòng thực hành"
    if text.startswith(
        ("Requested via api", "command-line generated", "generated at startup", "from config")
    ):
        return "Do hệ thống tạo"
    return text or "Không ghi chú"


def translate_client(description: str | None, portal: str = "Trang học") -> str:
    """Return the name of an application that signs people in with the Hub."""
    text = (description or "").strip()
    if text.startswith("Server at "):
        return "Phòng thực hành"
    name = text.removeprefix("JupyterHub service ")
    known = {"portal": portal, "ai": "Trợ lý AI"}
    return known.get(name, f"Ứng dụng “{name}”")


def show_time(moment: datetime | None) -> str:
    """Return a moment (naive means UTC, as the Hub stores it) as a person in Vietnam reads it."""
    if moment is None:
        return "Chưa có"
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y")


SCOPES: dict[str, str] = {
    "(no_scope)": "Biết đồng chí là ai",
    "self": "Các việc trên tài khoản của chính đồng chí",
    "inherit": "Mọi việc đồng chí được làm",
    "admin-ui": "Mở trang quản trị phòng thực hành",
    "admin:users": "Đọc, sửa, tạo và xóa tài khoản",
    "admin:auth_state": "Đọc trạng thái đăng nhập",
    "users": "Đọc và sửa thông tin tài khoản",
    "delete:users": "Xóa tài khoản",
    "list:users": "Xem danh sách tài khoản",
    "read:users": "Đọc thông tin tài khoản",
    "read:users:name": "Đọc tên tài khoản",
    "read:users:groups": "Đọc nhóm của tài khoản",
    "read:users:activity": "Đọc lần hoạt động gần nhất",
    "read:roles": "Đọc vai trò",
    "read:roles:users": "Đọc vai trò của tài khoản",
    "read:roles:services": "Đọc vai trò của ứng dụng",
    "read:roles:groups": "Đọc vai trò của nhóm",
    "users:activity": "Ghi lần hoạt động gần nhất",
    "admin:servers": "Đọc, mở, đóng, tạo và xóa phòng thực hành",
    "admin:server_state": "Đọc và sửa trạng thái phòng thực hành",
    "servers": "Mở và đóng phòng thực hành",
    "read:servers": "Xem phòng thực hành nào đang mở",
    "start:servers": "Mở và sửa phòng thực hành",
    "delete:servers": "Đóng và xóa phòng thực hành",
    "tokens": "Đọc, tạo và thu hồi mã truy cập",
    "read:tokens": "Đọc danh sách mã truy cập",
    "admin:groups": "Tạo, đọc, sửa và xóa nhóm",
    "groups": "Đọc và sửa nhóm, thêm bớt người trong nhóm",
    "list:groups": "Xem danh sách nhóm",
    "read:groups": "Đọc thông tin nhóm",
    "read:groups:name": "Đọc tên nhóm",
    "delete:groups": "Xóa nhóm",
    "admin:services": "Tạo, đọc, sửa và xóa ứng dụng",
    "list:services": "Xem danh sách ứng dụng",
    "read:services": "Đọc thông tin ứng dụng",
    "read:services:name": "Đọc tên ứng dụng",
    "read:hub": "Đọc thông tin chi tiết của hệ thống",
    "access:servers": "Vào phòng thực hành",
    "access:services": "Vào trang học và các ứng dụng của hệ thống",
    "users:shares": "Đọc và thu hồi quyền vào phòng được chia sẻ của tài khoản",
    "read:users:shares": "Đọc các phòng được chia sẻ với tài khoản",
    "groups:shares": "Đọc và thu hồi quyền vào phòng được chia sẻ của nhóm",
    "read:groups:shares": "Đọc các phòng được chia sẻ với nhóm",
    "read:shares": "Đọc việc chia sẻ phòng thực hành",
    "shares": "Quản lý việc chia sẻ phòng thực hành",
    "proxy": "Đọc và đồng bộ bảng đường đi của hệ thống",
    "shutdown": "Tắt hệ thống",
    "read:metrics": "Đọc số liệu theo dõi hệ thống",
}


def describe_scope(scope: str | None) -> str:
    """Return what a scope (with or without a filter, `access:servers!user=…`) lets its holder do."""
    name, _, within = (scope or "(no_scope)").partition("!")
    meaning = SCOPES.get(name, "Một quyền riêng của hệ thống")
    return f"{meaning} (có giới hạn phạm vi)" if within else meaning


def describe_scopes(scopes: list[str]) -> list[str]:
    """Return the meanings of several scopes, each once, in the order of the table above."""
    order = {meaning: place for place, meaning in enumerate(SCOPES.values())}
    meanings = {describe_scope(scope) for scope in scopes}
    return sorted(meanings, key=lambda text: (order.get(text.partition(" (có")[0], len(order)), text))
