"""The `mattran` command: everything an operator does from a terminal."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from deploy.prompts import prompts_app
from deploy.supervisor.state import read_port, read_state
from hub.errors import UserError
from hub.settings import Settings

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Học AI Mặt trận", pretty_exceptions_enable=False
)
roster_app = typer.Typer(no_args_is_help=True, help="Danh sách cán bộ")
courses_app = typer.Typer(no_args_is_help=True, help="Bài học")
grading_app = typer.Typer(no_args_is_help=True, help="Chấm bài")
guard_app = typer.Typer(no_args_is_help=True, help="Bộ lọc dữ liệu cá nhân")
app.add_typer(roster_app, name="roster")
app.add_typer(courses_app, name="courses")
app.add_typer(grading_app, name="grading")
app.add_typer(guard_app, name="guard")
app.add_typer(prompts_app, name="prompts")


def _settings(**given: Any) -> Settings:
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = [
            f"MATTRAN_{str(e['loc'][0]).upper()}: "
            # The address of a database holds its password, and what is printed here ends in a log.
            + (f"{e['msg']}" if e["loc"][0] == "database_url" else f"{e['input']!r} ({e['msg']})")
            for e in error.errors()
        ]
        raise UserError(
            "Thiết lập không hợp lệ. Cách viết có trong docs/settings.md.", details=wrong
        ) from None


@app.command()
def start(
    port: Annotated[int | None, typer.Option(help="Cổng để mở trang (mặc định 8000)")] = None,
    data: Annotated[Path | None, typer.Option(help="Thư mục dữ liệu")] = None,
    public_url: Annotated[
        str | None, typer.Option(help="Địa chỉ người học gõ, ví dụ https://hoc.vidu.example")
    ] = None,
    cert: Annotated[Path | None, typer.Option(help="Chứng thư TLS (PEM)")] = None,
    key: Annotated[Path | None, typer.Option(help="Khóa riêng TLS (PEM)")] = None,
    demo: Annotated[bool | None, typer.Option("--demo/--no-demo", help="Nạp danh sách dùng thử")] = None,
) -> None:
    """Khởi động toàn bộ nền tảng và chạy đến khi bấm Ctrl-C."""
    from deploy.start import run

    settings = _settings(port=port, data=data, public_url=public_url, cert=cert, key=key, demo=demo)
    raise typer.Exit(run(settings))


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="In dạng JSON")] = False,
    data: Annotated[Path | None, typer.Option(help="Thư mục dữ liệu")] = None,
) -> None:
    """Cho biết địa chỉ và các tiến trình đang chạy."""
    settings = _settings(data=data)
    address, processes = read_state(settings.run_dir)
    if as_json:
        listed = {p.name: p.pid for p in processes}
        told = {"running": bool(listed), "address": address, "processes": listed}
        print(json.dumps(told | {"addresses": _addresses(_at_its_port(settings), address) if listed else {}}))
    elif processes:
        print(f"Đang chạy tại {address}")
        for process in processes:
            print(f"  {process.name:<10} {process.pid}")
    else:
        print("Nền tảng không chạy.")
    raise typer.Exit(0 if processes else 3)


@app.command()
def token(
    username: str,
    hours: Annotated[int, typer.Option(help="Thời hạn, giờ", min=1, max=24 * 90)] = 24,
    data: Annotated[Path | None, typer.Option(help="Thư mục dữ liệu")] = None,
) -> None:
    """Cấp một mã truy cập mang đúng quyền của USERNAME, cho chương trình."""
    from deploy.tokens import mint_token

    print(asyncio.run(mint_token(_running(_settings(data=data)), username, hours)))


def _running(settings: Settings) -> Settings:
    """Return the settings the running platform has (its port), or end with a sentence."""
    _, processes = read_state(settings.run_dir)
    if not processes:
        raise UserError("Nền tảng không chạy. Hãy chạy: mattran start")
    return _at_its_port(settings)


def _at_its_port(settings: Settings) -> Settings:
    """Return the settings with the port at which this data folder is served."""
    return settings.model_copy(update={"port": read_port(settings.run_dir) or settings.port})


def _addresses(settings: Settings, public: str) -> dict[str, str]:
    """Return where people come in, and where each process answers on this machine."""
    here = "http://127.0.0.1"
    return {
        "public": public,
        "hub": f"{here}:{settings.hub_port}/hub/",
        "portal": f"{here}:{settings.portal_port}/services/portal/",
        "gateway": f"{here}:{settings.gateway_port}/services/ai/",
        "proxy_api": f"{here}:{settings.proxy_api_port}/api/",
    }


@roster_app.command("import")
def roster_import(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem trước, không ghi")] = False,
    data: Annotated[Path | None, typer.Option(help="Thư mục dữ liệu")] = None,
    sheets: Annotated[Path | None, typer.Option(help="Ghi phiếu tài khoản (.docx) ra tệp này")] = None,
    errors: Annotated[Path | None, typer.Option(help="Ghi trang lỗi (.xlsx) ra tệp này")] = None,
) -> None:
    """Nạp danh sách cán bộ từ FILE (.xlsx, .csv)."""
    from deploy.roster import import_file

    raise typer.Exit(
        asyncio.run(import_file(_settings(data=data), file, dry_run=dry_run, sheets=sheets, errors=errors))
    )


@courses_app.command("check")
def courses_check(
    folder: Annotated[Path | None, typer.Argument(help="Thư mục bài học")] = None,
    on: Annotated[str | None, typer.Option(help="Ngày xét hiệu lực văn bản, YYYY-MM-DD")] = None,
) -> None:
    """Kiểm tra mọi bài học; có lỗi thì kết thúc với mã 1."""
    from courses.catalogue import CONTENT_DIR
    from courses.checks import check_content

    report = check_content(folder or CONTENT_DIR, date.fromisoformat(on) if on else date.today())
    for warning in report.warnings:
        print(f"warning: {warning}")
    for error in report.errors:
        print(f"error: {error}", file=sys.stderr)
    print(f"{len(report.errors)} errors, {len(report.warnings)} warnings")
    raise typer.Exit(0 if report.ok else 1)


@grading_app.command("export")
def grading_export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục mới hoặc rỗng")],
    data: Annotated[Path | None, typer.Option(help="Thư mục dữ liệu")] = None,
) -> None:
    """Xuất khóa học nbgrader cùng mọi bài nộp, để đối chiếu bằng nbgrader gốc."""
    from deploy.export import export_to

    asyncio.run(export_to(_settings(data=data), folder))


@guard_app.callback()
def guard() -> None:
    """Bộ lọc dữ liệu cá nhân."""


@guard_app.command("redact")
def guard_redact(
    as_json: Annotated[bool, typer.Option("--json", help="Một văn bản vào, một đối tượng JSON ra")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Mỗi dòng vào một chuỗi JSON")] = False,
) -> None:
    """Che dữ liệu cá nhân trong văn bản đọc từ đầu vào chuẩn."""
    from deploy.guard_cli import redact_command

    if as_json == as_jsonl:
        raise UserError("Hãy chọn một trong hai: --json hoặc --jsonl.")
    raise typer.Exit(redact_command(sys.stdin, sys.stdout, jsonl=as_jsonl))


def main() -> None:
    """Run the command; an error a person caused is one sentence, not a traceback."""
    try:
        app()
    except UserError as error:
        print(error.message, file=sys.stderr)
        for detail in error.details:
            print(f"  {detail}", file=sys.stderr)
        raise SystemExit(1) from None
