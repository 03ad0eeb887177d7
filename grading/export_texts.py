"""The two texts of an export that are not data: nbgrader's settings and the README for a trainer."""

from __future__ import annotations

from collections.abc import Sequence

from courses.notebook import ANSWER_STUB
from grading.nbgrader_gradebook import COURSE

NBGRADER_VERSION = "0.9.6"


def config_text() -> str:
    """Return `nbgrader_config.py`, which needs nbgrader and the standard library only."""
    return f'''"""Settings for nbgrader {NBGRADER_VERSION}; nothing of the platform is needed."""

import os

# nbgrader gives 0 to a cell that wrote anything to stderr: kernels must not warn.
os.environ["PYTHONWARNINGS"] = "ignore"

c = get_config()  # noqa: F821 - given by nbgrader
c.CourseDirectory.course_id = {COURSE!r}
c.ClearSolutions.text_stub = {ANSWER_STUB!r}
c.Execute.timeout = 120  # seconds for a cell, on a slow machine too
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "Warning"
# nbgrader prints other zones as "+07" and reads that as seven seconds: times stay in UTC.
c.Exchange.timezone = "UTC"
'''


def readme_text(assignments: Sequence[str], submissions: int) -> str:
    """Return `README.md`: what the folder holds, and the exact commands to mark it again."""
    commands = "\n".join(
        f"nbgrader generate_assignment {name} --force\nnbgrader autograde {name}" for name in assignments
    )
    return f"""# Bài nộp của khóa học, để chấm lại bằng nbgrader

Thư mục này có {len(assignments)} bài (mỗi phiên bản của bài học là một bài của nbgrader) và {submissions}
lượt nộp, là những lượt được tính điểm.

Chấm lại chỉ cần Python 3.11-3.13 và nbgrader {NBGRADER_VERSION}, không cần phần mềm của nền tảng; điểm phải
giống hệt điểm nền tảng đã cho.

**Chỉ giao thư mục này cho giảng viên**: có đáp án và câu trả lời của từng người.

| Tệp | Nội dung |
|---|---|
| `source/` | vở bài tập gốc, có đáp án trong phần kiểm tra ẩn |
| `release/` | vở bài tập phát cho người học, không có đáp án |
| `submitted/<tài khoản>/<bài>/` | vở đã nộp, `answers.json` (câu trả lời), `timestamp.txt` (giờ nộp, UTC) |
| `marks.csv` | điểm nền tảng đã cho: `automatic_score` máy chấm (trống: chờ chấm tay), `score` hiện tại |
| `nbgrader_config.py` | các thiết lập nbgrader cần có |
| `compare_marks.py` | so điểm của nbgrader với `marks.csv` |

## Chấm lại

Chạy trong thư mục này:

```bash
python3 -m venv .venv
. .venv/bin/activate
pip install nbgrader=={NBGRADER_VERSION} ipykernel
{commands}
python compare_marks.py
```

Phải kích hoạt môi trường (`activate`) trước: nbgrader gọi chương trình `alembic` theo tên. Lệnh
`autograde` chấm lần lượt, khoảng 3-5 giây một lượt nộp; dòng cuối của `compare_marks.py` cho biết số
điểm khác nhau. Muốn chấm lại từ đầu thì xóa `gradebook.db` và thư mục `autograded/` trước.
"""
