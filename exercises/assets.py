"""The web component's files for whoever serves them: one ES module and one stylesheet.

The modules below `exercises/web/` load one by one in a browser as they are. To save a phone the
requests they are joined by laying them end to end, which a bundler would do no better here: no
package from outside, no two modules with one name for two things (a browser refuses the joined
file if so, and a test loads it).
"""

from __future__ import annotations

from pathlib import Path

from hub.web.modules import join_modules

_WEB = Path(__file__).parent / "web"
_ENTRY = _WEB / "element.js"
_STYLES = ("question.css", "controls.css", "marks.css")


def component_source() -> str:
    """Return `<mt-question>` as the text of one ES module, the same for the same files.

    The file registers the element when it is loaded and exports `defineMtQuestion`. Raises
    `ValueError` for an import or export that joining would break.
    """
    return join_modules(_ENTRY, exports=True)


def component_css() -> str:
    """Return the stylesheet of `<mt-question>`: the frame, the controls, then the marks over them."""
    return "\n".join((_WEB / name).read_text(encoding="utf-8") for name in _STYLES)
