"""Is the form of a .docx right? Our own reading of the file, in the words of the form.

`check_docx` says nothing when all is right; each finding is a sentence for the officer who wrote the paper.
Form: Nghị định 30/2020/NĐ-CP, Phụ lục I; heading and sign of the Front: docs/word.md.
"""

from __future__ import annotations

from prompt_library.word import check_heading, check_page, check_text
from prompt_library.word.check_read import Package, Unreadable
from prompt_library.word.findings import Finding, Findings
from prompt_library.word.profiles import profile_of

__all__ = ["Finding", "check_docx"]


def check_docx(data: bytes, profile: str) -> list[Finding]:
    """Return what is wrong with the form of the file, read as a paper of `profile`.

    Raises `UnknownProfile`.
    """
    form = profile_of(profile)
    found = Findings()
    try:
        package = Package(data)
    except Unreadable:
        found.add("unreadable", "Tệp không phải là văn bản Word (.docx) đọc được.")
        return found.listed()
    check_page.check_package(package, found)
    check_page.check_page(package, found)
    check_page.check_numbers(package, found)
    check_page.check_look(package, found)
    parts = check_heading.divide(package)
    check_heading.check_heading(package, parts, form, found)
    check_text.check_text(package, parts, form, found)
    check_text.check_end(package, parts, form, found)
    return found.listed()
