"""`mattran guard redact`: one text or one JSON string a line."""

from __future__ import annotations

import io
import json

from deploy.guard_cli import redact_command


def test_one_text() -> None:
    out = io.StringIO()
    assert redact_command(io.StringIO("Ông Nguye\u0302\u0303n Văn Mẫu\n"), out, jsonl=False) == 0
    answer = json.loads(out.getvalue())
    assert answer == {
        "text": "Ông [NGƯỜI_1]\n",
        "entities": [{"type": "TEN_NGUOI", "start": 4, "end": 18, "token": "[NGƯỜI_1]"}],
        "refused": None,
    }


def test_one_json_string_a_line() -> None:
    lines = [json.dumps(t) for t in ("SĐT 0600 000 123", "MẬT\nBáo cáo", "Không có gì", "\ud800")]
    out = io.StringIO()
    assert (
        redact_command(io.StringIO("\n".join([lines[0], lines[1], "{}", *lines[2:]])), out, jsonl=True) == 2
    )
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [a.get("text") for a in answers] == ["SĐT [ĐIỆN_THOẠI_1]", "", None, "Không có gì", "\ud800"]
    assert answers[1]["refused"]
    assert "error" in answers[2]
    out.getvalue().encode()
