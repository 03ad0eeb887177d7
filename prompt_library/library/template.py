"""What a template may say: the text of an input, and if/elif/else on inputs. Nothing else is ever compiled.

The body is split into blocks by its role lines before anything is rendered; the user block is parsed and
every node of its syntax tree must be on the list below. Jinja2's sandbox stops attribute tricks but not
`range(10**9)`; the list stops both, and the sandbox stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

OPEN, CLOSE = "<<<", ">>>"
_ROLE = re.compile(r"^(system|user):[ \t]*$", re.MULTILINE)
# What the prompty package, or another reader, would take for the beginning of another message.
_OTHER_ROLE = re.compile(
    r"^\s*#?\s*(?:system|user|assistant|developer|tool|function)\s*(?:\[.*\])?\s*:\s*$", re.I
)
_ONLY_TAG = re.compile(r"^[ \t]*(\{%(?:(?!%\}).)*%\})[ \t]*\n", re.MULTILINE)
_PLACE = re.compile(r"\{\{-?\s*(\w+)")
_TAG = re.compile(r"\{[{%#]|[}%#]\}")
_LONGEST = 20_000
_DEEPEST = 20
# Plain text, not HTML: nothing is escaped.
_ENV = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_ENV.globals.clear()


class BodyProblem(Exception):
    """The body is not one the format allows; `line` counts from 1 in the body."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def split_body(body: str, *, guidance: bool) -> tuple[str, int, str, int]:
    """Return system text, its first line, user template, its first line; raise BodyProblem.

    Lines count from 1 in `body`; a guidance card has no user block ("" and 0).
    """
    marks = list(_ROLE.finditer(body))
    roles = [mark[1] for mark in marks]
    wanted = ["system"] if guidance else ["system", "user"]
    if roles != wanted:
        what = "a line `system:`" if guidance else "a line `system:`, then a line `user:`"
        raise BodyProblem(1, f"the body must have {what}, each once; found: {', '.join(roles) or 'none'}")
    if body[: marks[0].start()].strip():
        raise BodyProblem(1, "text stands before the line system:")
    for number, line in enumerate(body.split("\n"), 1):
        if _OTHER_ROLE.match(line) and not _ROLE.match(line):
            raise BodyProblem(number, f"other readers take the line {line.strip()!r} for a new message")
    parts = []
    for mark, end in zip(marks, [m.start() for m in marks[1:]] + [len(body)], strict=True):
        text = body[mark.end() : end]
        first = body.count("\n", 0, mark.end()) + 1 + (len(text) - len(text.lstrip("\n")))
        parts.append((text.strip(), first))
    if any(not text for text, _ in parts):
        raise BodyProblem(1, "a block of the body is empty")
    (system, system_line), (user, user_line) = (*parts, ("", 0))[:2]
    return system, system_line, user, user_line


def problems_of_system(system: str) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a system block: it is plain text, no input stands in it."""
    for number, line in enumerate(system.split("\n"), 1):
        if _TAG.search(line):
            yield number, "the system block is plain text: no {{ }}, {% %} or {# #} in it"


def problems_of_user(user: str, names: Collection[str], free: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a user template whose inputs are `names`; the `free` ones need fences."""
    if len(user) > _LONGEST:
        yield 1, f"the user block has {len(user)} characters, at most {_LONGEST} allowed"
        return
    try:
        for line, kind, _ in _ENV.lex(user):
            if kind in ("raw_begin", "comment_begin"):
                yield line, "`raw` and comments are not allowed in a template"
                return
        tree = _ENV.parse(user)
    except TemplateSyntaxError as error:
        yield error.lineno, f"not a template: {error.message}"
        return
    except RecursionError:
        yield 1, "the template is nested too deeply"
        return
    used: set[str] = set()
    bad = sorted(set(_walk(tree, set(names), used)))
    yield from bad
    if not bad:
        for name in names:
            if name not in used:
                yield 1, f"the input {name} is used nowhere in the user block"
        yield from _fences(user, free)


def _walk(tree: nodes.Template, names: set[str], used: set[str]) -> Iterator[tuple[int, str]]:
    waiting: list[tuple[nodes.Node, str, int]] = [(node, "body", 0) for node in tree.body]
    while waiting:
        node, where, depth = waiting.pop()
        inside = depth + 1
        if inside > _DEEPEST:  # Python itself compiles about a hundred levels
            yield node.lineno or 1, f"the template is nested too deeply (more than {_DEEPEST} levels)"
            return
        match node:
            case nodes.TemplateData() if where == "output":
                pass
            case nodes.Output() if where == "body":
                waiting += [(one, "output", inside) for one in node.nodes]
            case nodes.If() if where == "body":
                waiting.append((node.test, "test", inside))
                waiting += [(one, "body", inside) for one in (*node.body, *node.else_)]
                waiting += [(one, "body", depth) for one in node.elif_]
            case nodes.Name(ctx="load") if where in ("output", "test", "side"):
                used.add(node.name)
                if node.name not in names:
                    yield node.lineno, f"{node.name} is not an input"
            case nodes.Filter(name="trim", args=[], kwargs=[], dyn_args=None, dyn_kwargs=None) if isinstance(
                node.node, nodes.Name
            ) and where in ("output", "test", "side"):
                waiting.append((node.node, where, inside))
            case nodes.And() | nodes.Or() if where == "test":
                waiting += [(node.left, "test", inside), (node.right, "test", inside)]
            case nodes.Not() if where == "test":
                waiting.append((node.node, "test", inside))
            case nodes.Compare(ops=[nodes.Operand(op="eq")]) if where == "test":
                waiting += [(node.expr, "side", inside), (node.ops[0].expr, "side", inside)]
            case nodes.Const() if where == "side" and isinstance(node.value, str):
                pass
            case _:
                yield node.lineno or 1, f"not allowed in a template: {_said(node)}"


def _said(node: nodes.Node) -> str:
    name = type(node).__name__.lower()
    if isinstance(node, nodes.Filter):
        return f"the filter {node.name}"
    return "a number or constant (compare with a text in quotes)" if isinstance(node, nodes.Const) else name


def _fences(user: str, free: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield where a fence does not open and close by turns, or a free input stands outside."""
    opened = 0
    for number, line in enumerate(user.split("\n"), 1):
        text = line.strip()
        if text in (OPEN, CLOSE):
            if (text == OPEN) == bool(opened):
                yield number, f"`{text}` here, but the fence {'is already' if opened else 'is not'} open"
                return
            opened = number if text == OPEN else 0
        elif OPEN in text or CLOSE in text:
            yield number, f"`{OPEN}` and `{CLOSE}` stand alone on their lines"
        elif not opened:
            for name in _PLACE.findall(line):
                if name in free:
                    yield number, f"the free input {name} must stand between a line {OPEN} and a line {CLOSE}"
    if opened:
        yield opened, f"the fence opened here is not closed by a line {CLOSE}"


@lru_cache(maxsize=512)
def compiled(user: str) -> Template:
    """Return the template of a user block that `problems_of_user` found nothing in."""
    # A line that holds only a tag leaves no empty line behind.
    return _ENV.from_string(_ONLY_TAG.sub(r"\1", user))
