"""`mattran prompts`: what authors of prompts do from a terminal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from hub.errors import UserError

prompts_app = typer.Typer(no_args_is_help=True, help="Thư viện câu lệnh")


@prompts_app.command("check")
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Tệp .prompty hoặc thư mục; để trống: tất cả")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Bài học chưa có là lỗi")] = False,
    on: Annotated[str | None, typer.Option(help="Ngày xét hiệu lực văn bản, YYYY-MM-DD")] = None,
) -> None:
    """Kiểm tra các câu lệnh; có lỗi thì kết thúc với mã 1."""
    import courses  # the package alone: its catalogue takes longer to import than a prompt to check
    from prompt_library.library.check import check_files

    lessons = {path.stem for path in Path(courses.__path__[0]).glob("content/*/*.md")}
    given = [path.resolve() for path in paths] if paths else None
    found = check_files(
        given, lessons=lessons, on=date.fromisoformat(on) if on else date.today(), strict=strict
    )
    errors = [one for one in found if not one.warning]
    for one in found:
        print(one)
    print(f"{len(errors)} errors, {len(found) - len(errors)} warnings")
    raise typer.Exit(1 if errors else 0)


@prompts_app.command("search")
def search(
    query: str,
    as_json: Annotated[bool, typer.Option("--json", help="In dạng JSON")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Số mẫu nhiều nhất")] = 10,
    group: Annotated[str | None, typer.Option(help="Chỉ trong nhóm này, A đến M")] = None,
    level: Annotated[int | None, typer.Option(min=0, max=4, help="Chỉ mức nhạy cảm này")] = None,
) -> None:
    """Tìm câu lệnh theo lời của cán bộ: có dấu hay không dấu, viết tắt, gõ nhầm."""
    from prompt_library.library.findings import PromptError
    from prompt_library.library.load import load_library
    from prompt_library.library.search import Index

    try:
        prompts = load_library().prompts
    except PromptError as error:
        raise UserError(
            "Thư viện có câu lệnh chưa đúng. Hãy chạy: mattran prompts check",
            details=[str(finding) for finding in error.findings],
        ) from None
    hits = Index(prompts.values()).search(
        query, group=group.upper() if group else None, level=level, limit=limit
    )
    rows = [
        {
            "id": hit.id,
            "title": prompts[hit.id].title,
            "group": prompts[hit.id].group,
            "level": prompts[hit.id].level,
            "score": round(hit.score, 3),
        }
        for hit in hits
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{row['id']:<34} {row['title']}")
