"""Every page of JupyterHub that a person reaches is Vietnamese, fits 360 px, and axe finds no fault."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.english import english_words
from tests.hub_pages import stubs
from tests.hub_pages.looking import Visitor
from tests.hub_pages.processes import Hub

pytestmark = pytest.mark.browser


def test_sign_in_page_says_who_helps_with_a_forgotten_password(visitor: Visitor) -> None:
    assert visitor.go("/hub/login") == 200
    text = visitor.look("login")
    assert "Quên mật khẩu?" in text
    assert "15 phút" in text
    assert visitor.page.get_by_role("link", name="nhập mã và đặt mật khẩu mới").get_attribute("href") == (
        "/services/portal/forgot"
    )


def test_password_can_be_shown_and_is_hidden_again(visitor: Visitor) -> None:
    visitor.go("/hub/login")
    field = visitor.page.get_by_label("Mật khẩu", exact=True)
    expect(field).to_have_attribute("type", "password")
    visitor.page.get_by_label("Hiện mật khẩu").check()
    expect(field).to_have_attribute("type", "text")
    visitor.page.get_by_label("Hiện mật khẩu").uncheck()
    expect(field).to_have_attribute("type", "password")


def test_an_empty_field_is_named_in_vietnamese_by_an_english_browser(visitor: Visitor) -> None:
    visitor.go("/hub/login")
    visitor.page.get_by_role("button", name="Đăng nhập").click()
    said = visitor.page.get_by_label("Tên đăng nhập").evaluate("(field) => field.validationMessage")
    assert said == "Mời đồng chí nhập tên đăng nhập."
    visitor.page.get_by_label("Tên đăng nhập").fill("mau01")
    assert visitor.page.get_by_label("Tên đăng nhập").evaluate("(field) => field.checkValidity()")


def test_wrong_password_is_told_without_saying_which_was_wrong(visitor: Visitor) -> None:
    visitor.sign_in(stubs.STARTS, "sai")
    expect(visitor.page.get_by_role("alert").first).to_contain_text("Tên đăng nhập hoặc mật khẩu chưa đúng.")
    expect(visitor.page.get_by_label("Tên đăng nhập")).to_have_value(stubs.STARTS)
    visitor.look("login-wrong")


@pytest.mark.parametrize("username", [stubs.WAITS, stubs.WAITS_PLAIN])
def test_a_wait_at_sign_in_is_announced_on_the_form(visitor: Visitor, username: str) -> None:
    visitor.sign_in(username)
    alert = visitor.page.locator("#login-error")
    expect(alert).to_contain_text(stubs.WAIT_MESSAGE)
    if username == stubs.WAITS:
        expect(alert).to_contain_text(re.compile(r"Còn \d+ giây\."))
    visitor.look(f"login-wait-{username}")


def test_a_sign_in_page_left_open_too_long_asks_to_try_again(visitor: Visitor) -> None:
    visitor.go("/hub/login")
    visitor.page.context.clear_cookies()
    visitor.page.locator("input[name=_xsrf]").evaluate("(field) => { field.value = 'cu'; }")
    visitor.page.get_by_label("Tên đăng nhập").fill(stubs.STARTS)
    visitor.page.get_by_label("Mật khẩu", exact=True).fill(stubs.PASSWORD)
    visitor.page.get_by_role("button", name="Đăng nhập").click()
    expect(visitor.page.get_by_role("alert").first).to_contain_text("Trang đăng nhập đã mở quá lâu.")
    visitor.look("login-stale")
    visitor.page.get_by_label("Mật khẩu", exact=True).fill(stubs.PASSWORD)
    visitor.page.get_by_role("button", name="Đăng nhập").click()
    expect(visitor.page.get_by_role("button", name="Đăng nhập")).to_have_count(0)


def test_signing_in_and_out_works_without_javascript(visitor_without_script: Visitor) -> None:
    visitor_without_script.sign_in(stubs.STARTS)
    page = visitor_without_script.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Phòng thực hành")
    page.goto(f"{visitor_without_script.hub.url}/hub/logout")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_waiting_for_a_room_works_without_javascript(visitor_without_script: Visitor, hub: Hub) -> None:
    visitor_without_script.sign_in(stubs.STARTS, then=f"/hub/spawn/{stubs.STARTS}")
    page = visitor_without_script.page
    try:
        for _ in range(100):
            if page.get_by_role("heading", level=1).inner_text() == "Phòng mẫu đã mở":
                break
            page.get_by_role("link", name="Xem lại").click()
        else:
            raise AssertionError("the room did not open")
    finally:
        hub.stop(stubs.STARTS)


def test_opening_and_closing_the_practice_room(visitor: Visitor, hub: Hub) -> None:
    visitor.sign_in(stubs.STARTS)
    visitor.look("home-closed")
    visitor.page.get_by_role("link", name="Mở phòng thực hành").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Phòng mẫu đã mở", timeout=30_000)
    visitor.go("/hub/home")
    visitor.look("home-open")
    visitor.page.get_by_role("button", name="Đóng phòng").click()
    expect(visitor.page.get_by_text("Đang đóng", exact=True)).to_be_visible(timeout=15_000)
    visitor.go(f"/hub/user/{stubs.STARTS}/lab")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Phòng thực hành đang đóng")
    visitor.look("not-running")


def test_progress_of_a_starting_room_is_vietnamese_and_can_be_given_up(visitor: Visitor) -> None:
    visitor.sign_in(stubs.NEVER, then=f"/hub/spawn/{stubs.NEVER}")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Đang mở phòng thực hành")
    expect(visitor.page.locator("#progress-message")).to_have_text("Đang chuẩn bị phòng thực hành.")
    assert visitor.page.locator("#progress-bar").evaluate("(bar) => bar.value") == 50
    visitor.look("spawn-pending")
    visitor.go("/hub/home")
    visitor.look("home-starting")
    visitor.page.get_by_role("link", name="Xem tiến độ").click()
    visitor.page.get_by_role("button", name="Thôi, không mở nữa").click()
    expect(visitor.page.get_by_text("Đang đóng", exact=True)).to_be_visible(timeout=20_000)


def test_programs_read_the_progress_in_vietnamese(visitor: Visitor, hub: Hub) -> None:
    visitor.sign_in(stubs.STARTS, then=f"/hub/spawn/{stubs.STARTS}")
    messages = [event["message"] for event in hub.progress(stubs.STARTS)]
    assert messages[-1] == "Phòng thực hành đã sẵn sàng."
    assert all(english_words(message) == [] for message in messages)
    hub.stop(stubs.STARTS)


@pytest.mark.parametrize("username", [stubs.BREAKS_LATE, stubs.TIMES_OUT, stubs.FULL])
def test_a_room_that_fails_while_one_waits(visitor: Visitor, hub: Hub, username: str) -> None:
    visitor.sign_in(username, then=f"/hub/spawn/{username}")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(
        "Phòng thực hành chưa mở được", timeout=20_000
    )
    text = visitor.look(f"not-running-failed-{username}")
    wanted = {
        stubs.BREAKS_LATE: "Máy chủ chưa mở được phòng thực hành",
        stubs.TIMES_OUT: "mở quá lâu",
        stubs.FULL: stubs.FULL_MESSAGE,
    }
    assert wanted[username] in text
    assert "I don't work" not in text
    assert hub.logged_reference(text)


def test_a_room_that_fails_at_once(visitor: Visitor, hub: Hub) -> None:
    visitor.sign_in(stubs.BREAKS, then=f"/hub/spawn/{stubs.BREAKS}")
    text = visitor.look("error-500")
    assert "Phòng thực hành chưa mở được" in text
    assert hub.logged_reference(text)
    expect(visitor.page.get_by_role("link", name="Phòng thực hành của tôi")).to_be_visible()


def test_too_many_rooms_starting_at_once(visitor: Visitor, hub: Hub) -> None:
    hub.start(stubs.NEVER)  # takes the one place that this Hub has for starting rooms
    try:
        visitor.sign_in(stubs.STARTS, then=f"/hub/spawn/{stubs.STARTS}")
        text = visitor.look("error-429")
    finally:
        hub.stop(stubs.NEVER)
    assert re.search(r"thử lại sau [2-6]0 giây", text)


def test_a_room_that_closes_slowly(visitor: Visitor, hub: Hub) -> None:
    visitor.sign_in(stubs.SLOW_STOP, then=f"/hub/spawn/{stubs.SLOW_STOP}")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Phòng mẫu đã mở", timeout=30_000)
    visitor.go("/hub/home")
    visitor.page.get_by_role("button", name="Đóng phòng").click()
    expect(visitor.page.get_by_text("Đang đóng dần")).to_be_visible()
    visitor.go(f"/hub/spawn-pending/{stubs.SLOW_STOP}")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Đang đóng phòng thực hành")
    visitor.look("stop-pending")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(
        "Phòng thực hành đang đóng", timeout=20_000
    )


def test_a_form_before_the_room_opens(visitor: Visitor) -> None:
    visitor.sign_in(stubs.CHOOSES, then=f"/hub/spawn/{stubs.CHOOSES}")
    visitor.look("spawn-form")
    visitor.page.get_by_role("button", name="Mở phòng").click()
    expect(visitor.page.get_by_role("alert").filter(has_text="chưa mở được")).to_be_visible()
    visitor.look("spawn-form-refused")


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/hub/khong-co-trang-nay", 404, "Không tìm thấy trang"),
        ("/hub/admin", 403, "Không có quyền mở trang này"),
        (f"/hub/user/{stubs.ADMIN}/lab", 404, "Không tìm thấy trang"),
        ("/hub/accept-share?code=Dong-chi-goi-ngay", 404, "Lời mời không còn dùng được"),
        ("/hub/accept-share", 400, "Yêu cầu chưa hợp lệ"),
        ("/hub/api/oauth2/authorize?client_id=la&response_type=code", 400, "Yêu cầu chưa hợp lệ"),
        ("/hub/error/503?url=/x", 200, "Trang tạm thời không trả lời"),
        ("/hub/error/502", 200, "Trang tạm thời không trả lời"),
        ("/hub/error/418", 200, "Yêu cầu chưa hợp lệ"),
    ],
)
def test_an_error_says_what_happened_and_what_to_do(
    visitor: Visitor, hub: Hub, path: str, status: int, title: str
) -> None:
    visitor.sign_in(stubs.STARTS)
    assert visitor.go(path) == status
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(title)
    text = visitor.look(f"error-{status}-{re.sub('[^a-z0-9]+', '-', path)[:30]}")
    assert hub.logged_reference(text)
    assert "Mời đồng chí" in text or "đồng chí" in text


def test_words_of_a_forged_address_do_not_reach_the_page(visitor: Visitor) -> None:
    visitor.sign_in(stubs.ADMIN)
    visitor.go("/hub/spawn/Đồng chí gọi số 0600 000 111")
    assert "0600" not in visitor.page.locator("main").inner_text()


def test_access_tokens_are_made_listed_and_revoked(visitor: Visitor, hub: Hub) -> None:
    visitor.sign_in(stubs.STARTS, then="/hub/token")
    visitor.page.get_by_role("button", name="Tạo mã").click()
    note = visitor.page.get_by_label("Mã này dùng để làm gì")
    assert note.evaluate("(field) => field.validationMessage") == "Mời đồng chí ghi mã này dùng để làm gì."
    note.fill("Báo cáo thử")
    visitor.page.get_by_role("button", name="Tạo mã").click()
    expect(visitor.page.locator("#token-result")).not_to_be_empty()
    token = visitor.page.locator("#token-result").inner_text()
    mine = {"Authorization": f"token {token}"}
    assert httpx.get(f"{hub.url}/hub/api/user", headers=mine).json()["name"] == stubs.STARTS
    visitor.go("/hub/token")
    visitor.look("token")
    row = visitor.page.get_by_role("row").filter(has_text="Báo cáo thử")
    row.get_by_role("button", name="Thu hồi").click()
    expect(row).to_have_count(0)
    assert httpx.get(f"{hub.url}/hub/api/user", headers=mine).status_code == 403


def test_an_application_asks_before_it_knows_who_one_is(visitor: Visitor) -> None:
    visitor.sign_in(stubs.STARTS)
    visitor.go(
        "/hub/api/oauth2/authorize?client_id=service-kiemthu&response_type=code&state=x"
        "&redirect_uri=/services/kiemthu/oauth_callback"
    )
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Cho phép truy cập")
    visitor.look("oauth", allowed=["kiemthu"])


def test_an_invitation_into_another_room(visitor: Visitor, hub: Hub) -> None:
    hub.start(stubs.STARTS)
    hub.stop(stubs.STARTS)
    code = hub.api("POST", f"share-codes/{stubs.STARTS}/", json={}).json()["code"]
    visitor.sign_in(stubs.CHOOSES, then=f"/hub/accept-share?code={code}")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Nhận lời mời vào phòng thực hành")
    visitor.look("accept-share")


def test_an_administrator_sees_and_closes_practice_rooms(visitor: Visitor, hub: Hub) -> None:
    hub.start(stubs.STARTS)
    visitor.sign_in(stubs.ADMIN, then="/hub/admin")
    row = visitor.page.get_by_role("row").filter(has_text=stubs.STARTS)
    expect(row).to_contain_text("Đang mở")
    visitor.look("admin")
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    row.get_by_role("button").click()
    expect(visitor.page.locator("#rooms-count")).to_have_text("Không có tài khoản nào.", timeout=15_000)
    visitor.page.get_by_label("Phòng", exact=True).select_option("")
    visitor.page.get_by_label("Tên đăng nhập có chứa").fill(stubs.ADMIN)
    visitor.page.get_by_role("button", name="Xem").click()
    expect(visitor.page.locator("#rooms-count")).to_have_text("1 tài khoản.")
    visitor.look("admin-all")


def test_the_hub_away_in_the_middle_is_told_in_vietnamese(visitor: Visitor) -> None:
    visitor.sign_in(stubs.STARTS, then="/hub/token")
    visitor.page.get_by_label("Mã này dùng để làm gì").fill("Thử khi mất mạng")
    visitor.page.context.set_offline(True)
    visitor.page.get_by_role("button", name="Tạo mã").click()
    expect(visitor.page.locator("#mt-alert")).to_contain_text("Chưa nối được với máy chủ.")


def test_static_files_are_cached_by_content_and_stay_in_their_folders(hub: Hub) -> None:
    page = httpx.get(f"{hub.url}/hub/login").text
    style = re.search(r'href="(/hub/static/mattran/mattran\.css\?v=\w+)"', page)
    assert style
    answer = httpx.get(hub.url + style[1])
    assert answer.headers["content-type"] == "text/css"
    assert "max-age=315360000" in answer.headers["cache-control"]
    assert httpx.get(f"{hub.url}/hub/static/favicon.ico").status_code == 200  # JupyterHub's own stay
    for escape in ("mattran/../translate.py", "mattran/%2e%2e/translate.py", "mattran/", "mattran/la.css"):
        connection = http.client.HTTPConnection(urlsplit(hub.url).netloc)  # sends the path as it stands
        connection.request("GET", f"/hub/static/{escape}")
        assert connection.getresponse().status in {403, 404}, escape
        connection.close()


def test_hub_pages_allow_no_inline_script(hub: Hub) -> None:
    answer = httpx.get(f"{hub.url}/hub/login")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=", answer.text)
