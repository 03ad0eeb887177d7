"""The inside of a paragraph: bold and italic stay; links keep their text; images and HTML do not pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from markdown_it.token import Token

from prompt_library.word.blocks import Line, Note, Span, plain

# Elements of HTML. Anything else between angle brackets was meant as text: "<tên thôn>", "<don_vi>".
_ELEMENTS = frozenset(
    """
    a abbr address article aside audio b base bdi bdo big blockquote body br button canvas caption center
    cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption
    figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input
    ins kbd label legend li link main map mark marquee math menu meta meter nav noscript object ol
    optgroup option output p param picture pre progress q rp rt ruby s samp script section select slot
    small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr track tt u ul var video wbr xml
    """.split()  # noqa: SIM905 - a hundred names read better so
)
_SILENT = frozenset({"script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math"})
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SHORT_LINE = 60  # characters: a shorter line was ended on purpose, a longer one by an editor's margin
_LINK = "Đã bỏ địa chỉ của liên kết, chữ của liên kết vẫn giữ."
_IMAGE = "Đã bỏ hình ảnh: tệp Word chỉ nhận chữ và bảng."
_HTML = "Đã bỏ mã HTML, chữ bên trong vẫn giữ."
_SCRIPT = "Đã bỏ đoạn mã HTML không phải chữ."


class Inline:
    """Turn inline tokens into lines of spans; `notes` collects what did not pass."""

    def __init__(self, notes: list[Note]) -> None:
        self._notes = notes

    def lines(self, token: Token) -> list[Line]:
        """Return the paragraphs that an inline token holds: one, or more where its lines were ended."""
        lines: list[list[Span]] = [[]]
        bold = italic = 0
        for child in token.children or []:
            match child.type:
                case "strong_open" | "strong_close":
                    bold += child.nesting
                case "em_open" | "em_close":
                    italic += child.nesting
                case "text" | "code_inline" | "text_special":
                    lines[-1].append(Span(child.content, bold > 0, italic > 0))
                case "softbreak":
                    if _ended(plain(tuple(lines[-1]))):
                        lines.append([])
                    else:
                        lines[-1].append(Span(" ", bold > 0, italic > 0))
                case "hardbreak":
                    lines.append([])
                case "link_open":
                    self._link(child)
                case "image":
                    self._notes.append(
                        Note("image", _IMAGE, f"{child.content} {_addresses(child, 'src')}".strip())
                    )
                case "html_inline":
                    if _BREAK.fullmatch(child.content):
                        lines.append([])
                    elif is_html(child.content):
                        self._notes.append(Note("html", _HTML, child.content))
                    else:
                        lines[-1].append(Span(child.content, bold > 0, italic > 0))
        return [line for spans in lines if (line := _tidy(spans))]

    def _link(self, token: Token) -> None:
        if token.info != "auto":  # of "<https://…>" the address is the text
            self._notes.append(Note("link", _LINK, _addresses(token, "href")))

    def html_block(self, content: str) -> list[Line]:
        """Return the text of a block of HTML, paragraph by paragraph."""
        reader = _Reader()
        reader.feed(content)
        reader.close()
        self._notes.append(Note("html", _HTML, " ".join(reader.tags)))
        if reader.silent:
            self._notes.append(Note("script", _SCRIPT, " ".join(reader.silent)))
        lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
        return [(Span(line),) for line in lines if line]


def is_html(tag: str) -> bool:
    """Tell whether `<…>` is HTML, not a placeholder that somebody wrote in angle brackets."""
    found = _TAG.match(tag)
    return not found or found[1].lower() in _ELEMENTS or "=" in tag


def strip_bold(line: Line) -> Line:
    """Return the line without bold, for a heading, whose style is bold."""
    return tuple(Span(span.text, False, span.italic) for span in line)


def cut(line: Line, start: int) -> Line:
    """Return the line from its `start`-th character on."""
    rest = []
    for span in line:
        if start < len(span.text):
            rest.append(Span(span.text[start:], span.bold, span.italic))
        start = max(0, start - len(span.text))
    return _tidy(rest)


def _ended(line: str) -> bool:
    text = line.rstrip()
    return len(text) < _SHORT_LINE or text.endswith((":", ";"))


def _addresses(token: Token, name: str) -> str:
    """Return address and title of a link or an image."""
    return " ".join(str(value) for key in (name, "title") if (value := token.attrs.get(key)))


def _tidy(spans: Sequence[Span]) -> Line:
    """Join neighbours of one look, and take the white space off both ends."""
    joined: list[Span] = []
    for span in spans:
        text = span.text
        if joined and (joined[-1].bold, joined[-1].italic) == (span.bold, span.italic):
            text = joined.pop().text + text
        text = re.sub(r"[\n\t ]+", " ", text)
        if joined and joined[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            joined.append(Span(text, span.bold, span.italic))
    while joined and not joined[0].text.lstrip():
        joined.pop(0)
    while joined and not joined[-1].text.rstrip():
        joined.pop()
    if joined:
        joined[0] = Span(joined[0].text.lstrip(), joined[0].bold, joined[0].italic)
        joined[-1] = Span(joined[-1].text.rstrip(), joined[-1].bold, joined[-1].italic)
    return tuple(joined)


class _Reader(HTMLParser):
    """Collect the text of HTML, its tags, and what stands in elements that hold no text for people."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.tags: list[str] = []
        self.silent: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag(self.get_starttag_text() or f"<{tag}>")
        if tag in _SILENT:
            self._within.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag(self.get_starttag_text() or f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        self._tag(f"</{tag}>")
        if tag in self._within:
            del self._within[self._within.index(tag) :]

    def handle_data(self, data: str) -> None:
        (self.silent if self._within else self.text).append(data)

    def handle_comment(self, data: str) -> None:
        self.silent.append(data)

    def handle_decl(self, decl: str) -> None:
        self.silent.append(decl)

    def handle_pi(self, data: str) -> None:
        self.silent.append(data)

    def unknown_decl(self, data: str) -> None:
        self.silent.append(data)

    def _tag(self, tag: str) -> None:
        self.tags.append(tag)
        inline = re.match(
            r"</?(?:a|abbr|b|cite|code|em|font|i|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b", tag
        )
        self.text.append("" if inline else "\n")
