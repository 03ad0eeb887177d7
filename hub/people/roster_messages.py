"""What the preview of a roster says when a row's person cannot be decided: what is wrong, what to write."""

from __future__ import annotations

from hub.people.roster_headings import Field

NEW_PERSON = "mới"  # in the column "Tên đăng nhập": this is somebody new, whoever has the same name
_USERNAME = f"cột “{Field.USERNAME}”"


def unknown_username(username: str) -> str:
    """The column "Tên đăng nhập" names nobody."""
    return (
        f"không có tên đăng nhập “{username}”. Ghi đúng tên đăng nhập đã cấp, ghi “{NEW_PERSON}” nếu là "
        "người mới, hoặc để trống."
    )


def same_person(username: str | None, row: int) -> str:
    """Two rows mean one person of the database; `username` None: not to be told."""
    named = f" ({username})" if username else ""
    return f"cùng một người{named} với dòng {row}. Xóa bớt một dòng."


def code_twice(code: str, row: int) -> str:
    """Two rows carry one staff code."""
    return f"mã {code} đã có ở dòng {row}. Mỗi người một mã riêng."


def code_of_other(code: str, owner: str) -> str:
    """The staff code belongs to somebody else than the username."""
    return f"mã {code} là của {owner}. Kiểm tra lại mã."


def code_with_other_name(code: str, owner: str, username: str | None) -> str:
    """The staff code is known with another name; `username` None: not to be told."""
    if username is None:
        return f"mã {code} là của {owner}. Kiểm tra lại mã; nếu mã đúng, báo quản trị cấp tỉnh."
    return (
        f"mã {code} là của {owner}. Kiểm tra lại mã; nếu đúng là người đó và đã đổi họ tên, "
        f"thêm {_USERNAME} ghi {username}."
    )


def too_many_namesakes(rows: int) -> str:
    """A file repeats one name and unit beyond belief."""
    return f"{rows} dòng cùng họ tên và đơn vị. Kiểm tra lại tệp."


def twin_in_file(row: int) -> str:
    """Two rows have one key and nothing that tells them apart."""
    return (
        f"trùng họ tên, đơn vị và chức vụ với dòng {row}. Nếu là một người, xóa bớt một dòng; nếu là hai "
        "người, ghi năm sinh hoặc 4 số cuối điện thoại của từng người."
    )


def which_of(usernames: list[str]) -> str:
    """Several people of the unit fit the row."""
    return (
        f"đơn vị này có {len(usernames)} người cùng họ tên ({', '.join(usernames[:5])}). Ghi năm sinh hoặc "
        f"4 số cuối điện thoại đã đăng ký, hoặc thêm {_USERNAME} ghi tên đăng nhập của người cần sửa."
    )


def whether_same(username: str, position: str) -> str:
    """The unit has one of that name; whether the row means them or a second person is not known."""
    known = f"chức vụ “{position}”, " if position else ""
    return (
        f"đơn vị này đã có đồng chí cùng họ tên ({known}tên đăng nhập {username}). Thêm {_USERNAME}: "
        f"ghi {username} nếu là người đó, ghi “{NEW_PERSON}” nếu là người khác."
    )


def already_there(username: str) -> str:
    """The row says "mới", but its key is known and nothing tells a second person apart."""
    return (
        f"ghi “{NEW_PERSON}” nhưng đã có đồng chí cùng họ tên, đơn vị, chức vụ ({username}) nên không tạo "
        "thêm. Nếu là người thứ hai, ghi năm sinh hoặc 4 số cuối điện thoại."
    )


def perhaps_moved(username: str) -> str:
    """Another unit has one of that name with the same birth year or phone."""
    return (
        "được coi là người mới; đơn vị khác có người cùng họ tên và cùng năm sinh hoặc điện thoại. "
        f"Nếu là người đó chuyển đến, thêm {_USERNAME} ghi {username}."
    )
