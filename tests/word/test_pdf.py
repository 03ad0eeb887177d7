"""LibreOffice opens every paper and prints it: all words, on the pages expected, with the page number."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from prompt_library.word.export import to_docx
from tests.word import samples
from tests.word.reading import lines, words

pytestmark = pytest.mark.office


def printed(profile: str, folder: Path) -> tuple[list[str], list[str]]:
    """Return (paragraphs of the .docx, text of each page of its PDF)."""
    parties, fields = samples.parties(), samples.FIELDS.get(profile)
    data = to_docx(samples.SAMPLES[profile], profile, parties, today=samples.TODAY, fields=fields)
    path = folder / f"{profile}.docx"
    path.write_bytes(data)
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = path.with_suffix(".pdf")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout
    return lines(data), text.decode().split("\f")[:-1]


def check_printed(profile: str, folder: Path, pages: int) -> None:
    written, shown = printed(profile, folder)
    assert len(shown) == pages
    # A machine without Times New Roman takes some letters from another font and sets them a gap apart.
    compact = "".join(words(" ".join(shown)))
    assert [word for word in words(" ".join(written)) if word not in compact] == []
    first = [line.strip() for line in shown[0].splitlines() if line.strip()]
    assert first[0] != "1"
    for number, page in enumerate(shown[1:], start=2):
        assert page.strip().splitlines()[0].strip() == str(number)
    if not re.match("bai|tin|plain", profile):
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first[0]


def test_a_report_prints_on_three_pages(tmp_path: Path) -> None:
    check_printed("bao-cao", tmp_path, 3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("profile", "pages"),
    [
        ("ke-hoach", 2),
        *((name, 1) for name in samples.SAMPLES if name not in {"bao-cao", "ke-hoach"}),
    ],
)
def test_every_other_paper_prints(profile: str, pages: int, tmp_path: Path) -> None:
    check_printed(profile, tmp_path, pages)
