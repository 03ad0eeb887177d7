"""What of this machine a learner's processes may see: the interpreter and a few files of ours, read-only."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.settings import Settings

SOURCE = Path(__file__).parents[3]
SITE = Path(__file__).parent / "site"  # settings and language of JupyterLab, and our small extension
RELEASE = "release"  # below the data folder: the lessons' notebooks without keys
# The files of the answer frame and of the form of a prompt: nothing else of ours can be imported there.
_ANSWER_FRAME = ("__init__.py", "notebook.py", "portal_client.py", "assets.py", "web", "widget")
_PROMPT_FORM = ("__init__.py", "notebook")  # `from prompt_library.notebook import cau_lenh`
_JOINING = ("__init__.py", "web/__init__.py", "web/modules.py")  # of hub: lays the frame's scripts end to end
_PACKAGES = ("hub", "prompt_library", "exercises", "courses", "grading", "deploy")


def interpreter() -> Path:
    """Return this interpreter by a path without links in its folders."""
    return Path(sys.prefix).resolve() / "bin" / Path(sys.executable).name


def shown(settings: Settings) -> tuple[Path, ...]:
    """Return the files and folders a learner's room shows besides the system's own."""
    places = [Path(sys.prefix).resolve(), Path(sys.base_prefix), Path(sys.base_prefix).resolve()]
    link = interpreter()
    while link.is_symlink():  # each folder on the way from the virtual environment to the real program
        link = link.parent / link.readlink()
        places.append(link.parent)
    ours = [
        SITE,
        *(SOURCE / "exercises" / name for name in _ANSWER_FRAME),
        *(SOURCE / "hub" / name for name in _JOINING),
        *(SOURCE / "prompt_library" / name for name in _PROMPT_FORM),
        settings.data / RELEASE,
    ]
    return tuple(path for path in dict.fromkeys(places + ours) if path.exists())


def hidden(settings: Settings) -> tuple[Path, ...]:
    """Return folders that stay empty where one of the shown folders would hold them."""
    ours = [settings.data, SOURCE / ".git", *(SOURCE / name for name in _PACKAGES)]
    return tuple(path for path in ours if path.exists())


def forbidden(settings: Settings) -> tuple[Path, ...]:
    """Return what a learner's uid is tried on where there is no room: none of it may be readable."""
    places = [
        settings.secrets_dir,
        settings.run_dir,
        settings.data / "pg" / "18",
        settings.data / "learners",
        SOURCE / "courses" / "content",
        SOURCE / ".git",
    ]
    return tuple(path for path in [*places, settings.key] if path is not None and path.exists())
