"""The scripts and styles of the lesson pages: few files, so that a phone asks for few.

The modules below `courses/web/page` load one by one in a browser as they are. A page gets them laid end
to end as one file, which saves the requests; no two of them may use one name for two things (a browser
refuses the joined file if so, and a test loads it).
"""

from __future__ import annotations

from pathlib import Path

from exercises.assets import component_css
from hub.web.assets import Assets
from hub.web.modules import join_modules

_WEB = Path(__file__).parent / "web"


def add_page_assets(assets: Assets) -> None:
    """Add `lesson-page.js`, `home-page.js` and `lesson-page.css` (the component's styles and ours)."""
    assets.add("lesson-page.js", join_modules(_WEB / "page" / "lesson.js").encode())
    assets.add("home-page.js", join_modules(_WEB / "page" / "home.js").encode())
    styles = component_css() + "\n" + (_WEB / "static" / "lesson.css").read_text(encoding="utf-8")
    assets.add("lesson-page.css", styles.encode())


def worker_source() -> str:
    """Return the service worker as it is written; `courses.pages` fills in its two constants."""
    return (_WEB / "sw.js").read_text(encoding="utf-8")
