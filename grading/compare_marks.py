"""Compare the platform's marks with those of stock nbgrader: standard library only, exports carry a copy.

Run in the exported folder after `nbgrader autograde`: `python compare_marks.py`.
"""

import csv
import sqlite3
import sys
from pathlib import Path
from typing import NamedTuple

_QUERY = """
SELECT sa.student_id, a.name, bc.name, g.auto_score, gc.max_score
FROM grade g
JOIN base_cell bc ON bc.id = g.cell_id
JOIN grade_cells gc ON gc.id = bc.id
JOIN submitted_notebook sn ON sn.id = g.notebook_id
JOIN submitted_assignment sa ON sa.id = sn.assignment_id
JOIN assignment a ON a.id = sa.assignment_id
"""


class Points(NamedTuple):
    """Points the program gave (None: left to a trainer) and the points there are."""

    automatic: "float | None"
    highest: float


Marks = "dict[tuple[str, str, str], Points]"  # by person, assignment and question


def platform_marks(path: Path) -> "dict[tuple[str, str, str], Points]":
    """Return the marks in `marks.csv`."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["student"], row["assignment"], row["question"]): Points(
                float(row["automatic_score"]) if row["automatic_score"] else None, float(row["max_score"])
            )
            for row in csv.DictReader(file)
        }


def nbgrader_marks(path: Path) -> "dict[tuple[str, str, str], Points]":
    """Return the marks in nbgrader's `gradebook.db`."""
    connection = sqlite3.connect(path)
    try:
        return {tuple(row[:3]): Points(row[3], row[4]) for row in connection.execute(_QUERY)}
    finally:
        connection.close()


def differences(
    platform: "dict[tuple[str, str, str], Points]", nbgrader: "dict[tuple[str, str, str], Points]"
) -> "list[str]":
    """Return a Vietnamese line for each mark that is not exactly the same on both sides."""
    return [
        f"{' / '.join(place)}: nền tảng {_words(platform.get(place))}, nbgrader {_words(nbgrader.get(place))}"
        for place in sorted(platform.keys() | nbgrader.keys())
        if platform.get(place) != nbgrader.get(place)
    ]


def _words(points: "Points | None") -> str:
    if points is None:
        return "không có điểm"
    return "chờ chấm tay" if points.automatic is None else f"{points.automatic!r}/{points.highest!r}"


def main(folder: Path) -> int:
    """Compare the two in `folder`, print what differs, and return the exit status."""
    platform, nbgrader = platform_marks(folder / "marks.csv"), nbgrader_marks(folder / "gradebook.db")
    found = differences(platform, nbgrader)
    print("\n".join([*found, f"Đã so {len(platform)} điểm: {len(found)} điểm khác nhau."]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
