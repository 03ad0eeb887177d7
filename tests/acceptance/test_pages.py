"""Every page of the portal and the Hub that a role reaches: axe, Vietnamese, 360 px, no script errors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.demo_people import COMMUNE_ADMIN, LEARNER, PROVINCE_ADMIN, TRAINER, DemoAccount
from tests.acceptance.visitor import Visitor, kind_of
from tests.browsing import invented_name, sign_in, window
from tests.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.timeout(900)]

PORTAL = "/services/portal/"
LIBRARY = [
    "prompts",
    "prompts/*",
    "prompts/*guidance",
    "prompts/*/versions",
    "prompts/*/propose",
    "proposals",
    "proposals/new",
    "assistant",
]
GOOD = f"Họ và tên,Đơn vị,Chức vụ\n{invented_name()},Phường Đông Hà,Công chức\n"
BAD = "Họ và tên,Đơn vị,Năm sinh\nTrần Thị Thử Trang,Xã Không Có,1985\nLê Văn Ví Dụ,,85\n"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with window(browser) as context:
        yield context.new_page()


def visitor(stack: Stack, page: Page, account: DemoAccount) -> Visitor:
    sign_in(page, stack, account.username, account.password)
    return Visitor(stack, page, account.username)


def test_what_anybody_sees_without_signing_in(demo_stack: Stack, page: Page) -> None:
    nobody = Visitor(demo_stack, page, "nobody")
    nobody.go("/hub/login")
    nobody.look("login")
    page.get_by_label("Tên đăng nhập").fill("hoc-vien")
    page.get_by_label("Mật khẩu", exact=True).fill("sai-mat-khau")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    nobody.look("login-wrong")
    nobody.go(f"{PORTAL}forgot")
    nobody.look("forgot")
    page.get_by_label("Tên đăng nhập").fill("hoc-vien")
    page.get_by_label("Mã").first.fill("00000000")
    page.get_by_label("Mật khẩu mới", exact=True).fill("mat-khau-moi-7")
    page.get_by_label("Nhập lại mật khẩu mới").fill("mat-khau-moi-7")
    page.get_by_role("button").last.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    nobody.look("forgot-wrong")
    nobody.go(f"{PORTAL}khong-co", status=404)
    nobody.look("not-found")
    nobody.go("/hub/khong-co", status=404)
    nobody.look("hub-not-found")
    assert not nobody.faults, "\n".join(nobody.faults)


def test_learner(demo_stack: Stack, page: Page) -> None:
    learner = visitor(demo_stack, page, LEARNER)
    kinds = learner.walk(PORTAL)
    assert {PORTAL, f"{PORTAL}lessons/*", f"{PORTAL}password"} <= kinds
    assert {f"{PORTAL}{one}" for one in LIBRARY} <= kinds
    assert not [kind for kind in kinds if "/ai/" in kind or "prompt-review" in kind]
    assert not [kind for kind in kinds if "people" in kind or "roster" in kind or "completion" in kind]
    for lesson in ("k2-b1", "k2-b2", "k2-b3", "k2-b4", "k2-b5"):
        learner.go(f"{PORTAL}lessons/{lesson}")
        # The demonstration leaves one lesson to take; the marks of the others are shown.
        expect(page.locator("#submit-card" if lesson == "k2-b3" else "#result")).to_be_visible()
        learner.look(lesson)
    learner.walk("/hub/home", skip=kinds)
    for path in (f"{PORTAL}completion", f"{PORTAL}roster", f"{PORTAL}people"):
        learner.go(path, status=403)
    learner.look("forbidden")
    learner.go("/hub/logout")
    learner.look("logout")
    assert not learner.faults, "\n".join(learner.faults)


@pytest.mark.slow  # what a trainer sees, the others see too
def test_trainer(demo_stack: Stack, page: Page) -> None:
    trainer = visitor(demo_stack, page, TRAINER)
    seen = [PORTAL, f"{PORTAL}lessons/*", f"{PORTAL}password", *(f"{PORTAL}{one}" for one in LIBRARY[1:])]
    kinds = trainer.walk(f"{PORTAL}completion", skip=seen)
    assert {f"{PORTAL}completion", f"{PORTAL}prompts", f"{PORTAL}prompt-review"} <= kinds
    assert f"{PORTAL}completion/T1/*" not in kinds, "a trainer sees no names"
    assert not trainer.faults, "\n".join(trainer.faults)


def test_commune_administrator(demo_stack: Stack, page: Page, tmp_path: Path) -> None:
    administrator = visitor(demo_stack, page, COMMUNE_ADMIN)
    seen = [PORTAL, f"{PORTAL}lessons/*", f"{PORTAL}password", "/hub/home", "/hub/token"]
    kinds = administrator.walk(f"{PORTAL}completion", skip=[*seen, *(f"{PORTAL}{one}" for one in LIBRARY)])
    assert {f"{PORTAL}completion/T1/*", f"{PORTAL}people", f"{PORTAL}roster", f"{PORTAL}ai/accounts"} <= kinds
    _give_a_code(administrator)
    _import_roster(administrator, tmp_path)
    assert not administrator.faults, "\n".join(administrator.faults)


def _give_a_code(administrator: Visitor) -> None:
    page = administrator.page
    administrator.go(f"{PORTAL}people?q=hoc-vien")
    page.get_by_role("button", name="Cấp mã đặt lại mật khẩu").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert kind_of(page.url).endswith("/people/*/reset-code")
    administrator.look("reset-code")


def _import_roster(administrator: Visitor, folder: Path) -> None:
    page = administrator.page
    for name, content in {"trong": "", "sai": BAD, "dung": GOOD}.items():
        file = folder / f"danh-sach-{name}.csv"
        file.write_text(content, encoding="utf-8")
        administrator.go(f"{PORTAL}roster")
        page.get_by_label("Tệp danh sách").set_input_files(file)
        page.get_by_role("button", name="Xem trước").click()
        expect(page.get_by_text("đang đọc")).to_have_count(0, timeout=60_000)
        administrator.look(f"roster-{name}")
    page.get_by_role("button", name="Nhập").first.click()
    expect(page.get_by_role("link", name="phiếu tài khoản").first).to_be_visible(timeout=60_000)
    administrator.look("roster-done")


def test_province_administrator(demo_stack: Stack, page: Page) -> None:
    administrator = visitor(demo_stack, page, PROVINCE_ADMIN)
    seen = [PORTAL, f"{PORTAL}lessons/*", f"{PORTAL}password", "/hub/home", "/hub/token"]
    kinds = administrator.walk(
        f"{PORTAL}completion", skip=[*seen, *(f"{PORTAL}{one}" for one in LIBRARY[1:])]
    )
    assert {f"{PORTAL}completion/T1/*", f"{PORTAL}people", f"{PORTAL}roster"} <= kinds
    assert {f"{PORTAL}ai/accounts", f"{PORTAL}ai/limits", f"{PORTAL}ai/models", f"{PORTAL}ai/usage"} <= kinds
    assert f"{PORTAL}prompt-review" in kinds
    for query, name in {
        "?target=T2": "t2",
        "?target=T3&kind=phuong&sort=share": "t3",
        "?q=không+có": "nothing",
    }.items():
        administrator.go(f"{PORTAL}completion{query}")
        administrator.look(f"completion-{name}")
    for query, name in {"?q=van": "many", "?unit=19333": "unit", "?q=không+ai": "nobody"}.items():
        administrator.go(f"{PORTAL}people{query}")
        administrator.look(f"people-{name}")
    assert not administrator.faults, "\n".join(administrator.faults)


def test_password_page(demo_stack: Stack, page: Page) -> None:
    learner = visitor(demo_stack, page, LEARNER)
    learner.go(f"{PORTAL}password")
    page.get_by_label("Mật khẩu hiện tại").fill("sai")
    page.get_by_label("Mật khẩu mới", exact=True).fill("mat-khau-moi-7")
    page.get_by_label("Nhập lại mật khẩu mới").fill("khac")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    learner.look("password-wrong")
    assert not learner.faults, "\n".join(learner.faults)


def test_without_the_network(demo_stack: Stack, page: Page) -> None:
    learner = visitor(demo_stack, page, LEARNER)
    learner.go(PORTAL)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    learner.go(f"{PORTAL}lessons/k2-b2")
    expect(page.locator("#result")).to_be_visible()
    page.context.set_offline(True)
    learner.go(f"{PORTAL}lessons/k2-b2")
    expect(page.get_by_text("Mất mạng", exact=True)).to_be_visible()
    page.goto(f"{demo_stack.portal}password")
    learner.look("offline-page")
    page.context.set_offline(False)
    offline = ("ERR_INTERNET_DISCONNECTED", "when fetching the script")
    assert [fault for fault in learner.faults if not any(known in fault for known in offline)] == []
