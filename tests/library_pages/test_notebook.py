"""The form of a prompt inside a notebook: the widget's own JavaScript on another page of the same origin."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

import prompt_library.notebook
from prompt_library.notebook import PromptWidget, portal_path
from tests.gateway.vendors import Behaviour, pieces_of
from tests.library_pages.person import Reader
from tests.library_pages.room import PREFIX, Room

NEWS = "a01-tin-bai-fanpage"
# As anywidget does it: the source becomes a module from a blob, `render` gets a model and an element.
SHOW = """async ([source, page]) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const el = document.body.appendChild(document.createElement("div"));
  await widget.render({ model: { get: () => page }, el });
}"""


@pytest.mark.browser
@pytest.mark.postgres
def test_a_prompt_is_filled_and_run_inside_a_notebook(
    room: Room, browser: Callable[..., BrowserContext]
) -> None:
    reader = Reader(room, browser())
    page = reader.page
    widget = PromptWidget(page=f"{PREFIX}prompts/{NEWS}")
    given = [str(widget._esm), widget.page]
    reader.enter("prompts")
    page.goto(f"{room.origin}/user/{reader.username}/lab")
    page.evaluate(SHOW, given)
    expect(reader.part("refusal")).to_contain_text("Đăng nhập lại ở thẻ mới")
    other = reader.context.new_page()
    other.goto(f"{room.origin}{reader.part('refusal').get_by_role('link').get_attribute('href')}")
    other.wait_for_url(f"**{PREFIX}prompts/{NEWS}")
    room.vendors.behave("gan", Behaviour(say=lambda sent: pieces_of("# Tin trong sổ tay")))
    page.get_by_role("button", name="Điền ví dụ").click()
    page.get_by_role("button", name="Chạy", exact=True).click()
    expect(reader.answer("html")).to_contain_text("Tin trong sổ tay")
    assert page.evaluate("getComputedStyle(document.body).margin") == "8px", "the notebook keeps its styles"
    assert page.url.endswith("/lab")
    assert reader.complaints == []


@pytest.mark.browser
@pytest.mark.postgres
def test_without_a_session_at_the_portal_it_says_what_to_do(
    room: Room, browser: Callable[..., BrowserContext]
) -> None:
    page = browser().new_page()
    page.goto(f"{room.origin}/user/mau/lab")
    path = f"{PREFIX}prompts/{NEWS}"
    page.evaluate(SHOW, [str(PromptWidget._esm), path])
    expect(page.get_by_role("link", name="mở trang câu lệnh")).to_have_attribute("href", path)


def test_the_kernel_needs_only_the_notebook_folder(tmp_path: Path) -> None:
    package = Path(prompt_library.notebook.__file__).parent
    (tmp_path / "prompt_library").mkdir()
    (tmp_path / "prompt_library" / "__init__.py").touch()
    (tmp_path / "prompt_library" / "notebook").symlink_to(package)
    code = (
        "import os; os.environ.pop('MATTRAN_PORTAL_URL', None)\n"
        "from prompt_library.notebook import cau_lenh\n"
        "cau_lenh('a01-tin-bai-fanpage'); cau_lenh('../../x')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8", "HOME": str(tmp_path)},
    )
    assert done.stdout.splitlines() == [
        "Máy này không nối với trang học.",
        "Mã câu lệnh không đúng. Đồng chí chép mã từ địa chỉ trang của câu lệnh trong Thư viện.",
    ]
    assert portal_path({"MATTRAN_PORTAL_URL": "http://127.0.0.1:8001/services/portal/"}) == PREFIX
