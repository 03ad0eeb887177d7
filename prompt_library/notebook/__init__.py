"""A prompt's form in a notebook: the portal's own form, shown by its address; the kernel sees nothing typed.

Only this folder of the package is there in a learner's process, so it needs nothing but anywidget.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import anywidget
import traitlets
from IPython.display import display

_HERE = Path(__file__).parent
_ID = re.compile(r"[a-m][0-9]{2}-[a-z0-9-]{1,60}")


class PromptWidget(anywidget.AnyWidget):
    """The form of one prompt; the browser asks portal and gateway as itself, as on the prompt page."""

    _esm = (_HERE / "prompt.js").read_text(encoding="utf-8")
    page = traitlets.Unicode().tag(sync=True)  # path of the prompt's page at the portal


def portal_path(environment: Mapping[str, str] = os.environ) -> str:
    """Return the portal's path with a final slash; raise LookupError where there is no portal."""
    url = environment.get("MATTRAN_PORTAL_URL", "")
    if not url:
        raise LookupError("Máy này không nối với trang học.")
    return urlsplit(url).path


def cau_lenh(prompt: str) -> None:
    """Show the form of a prompt of the library, for example `cau_lenh("a01-tin-bai-fanpage")`.

    Prints a Vietnamese sentence instead where there is no portal, or for what is no prompt's id.
    """
    if not _ID.fullmatch(prompt):
        print("Mã câu lệnh không đúng. Đồng chí chép mã từ địa chỉ trang của câu lệnh trong Thư viện.")
        return
    try:
        widget = PromptWidget(page=f"{portal_path()}prompts/{prompt}")
    except LookupError as error:
        print(error)
        return
    display(widget)  # type: ignore[no-untyped-call]
