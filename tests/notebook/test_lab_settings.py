"""What we say to JupyterLab names things that exist in the JupyterLab that is installed."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from exercises.assets import component_css, component_source
from exercises.notebook import component_files
from hub.jupyterhub.learner import view
from hub.web.assets import Assets
from tests.english import english_words

LAB = view.SITE / "mattran_lab"
SHARE = Path(sys.prefix) / "share" / "jupyter"
PACK = LAB / "locale" / "vi_VN" / "LC_MESSAGES" / "jupyterlab.json"


@pytest.fixture(scope="module")
def lab_scripts() -> str:
    """Return the scripts that hold text to be translated, the schemas and the list of extensions."""
    folders = [SHARE / "lab" / "static", SHARE / "labextensions" / "@jupyter-widgets"]
    scripts = [path.read_text(errors="replace") for folder in folders for path in folder.rglob("*.js")]
    schemas = [path.read_text() for path in (SHARE / "lab" / "schemas").rglob("*.json")]
    listed = (SHARE / "lab" / "static" / "package.json").read_text()
    return "\n".join([listed, *schemas, *(script for script in scripts if '.__("' in script)])


def _pack() -> dict[str, list[str]]:
    pack: dict[str, list[str]] = json.loads(PACK.read_text())
    del pack[""]
    return pack


def test_every_text_we_translate_is_in_jupyterlab(lab_scripts: str) -> None:
    def known(key: str) -> bool:
        text = key.rpartition("\u0004")[2]
        forms = {json.dumps(text, ensure_ascii=False)[1:-1], text, text.replace("\n", "\\n")}
        return any(form in lab_scripts for form in forms)

    assert [key for key in _pack() if not known(key)] == []


def test_translations_are_vietnamese_and_keep_their_places() -> None:
    allowed = {
        "jupyterlab",
        "html",
        "csv",
        "pdf",
        "python",
        "enter",
        "ctrl",
        "shift",
        "mac",
        "tab",
        "hub",
        "javascript",
    }
    for key, forms in _pack().items():
        for form in forms:
            assert unicodedata.is_normalized("NFC", form)
            assert english_words(form, allowed) == [], (key, form)
            assert set(re.findall(r"%\d", form)) <= set(re.findall(r"%\d", key)) | {"%1"}, (key, form)


def test_the_language_pack_is_found_by_its_entry_point() -> None:
    metadata = Distribution.at(view.SITE / "mattran_lab-1.0.dist-info")
    assert {(point.group, point.name, point.value) for point in metadata.entry_points} == {
        ("jupyterlab.languagepack", "vi_VN", "mattran_lab"),
        ("jupyterlab.locale", "jupyterlab", "mattran_lab"),
    }


def test_what_is_switched_off_or_set_exists(lab_scripts: str) -> None:
    config = LAB / "config" / "labconfig"
    off = json.loads((config / "page_config.json").read_text())["disabledExtensions"]
    ours = set(json.loads((config / "default_setting_overrides.json").read_text()))
    elsewhere = {"@jupyter-notebook/lab-extension", "@jupyter/nbgrader"}
    assert [name for name in {*off, *ours} - elsewhere if f'"{name}"' not in lab_scripts] == []
    for name in elsewhere:
        assert (SHARE / "labextensions" / name / "package.json").is_file()


def test_the_component_has_the_name_the_portal_gives_it() -> None:
    assets = Assets("/services/portal/")
    assets.add("mt-question.js", component_source().encode())
    assets.add("mt-question.css", component_css().encode())
    wanted = (assets.url("mt-question.js"), assets.url("mt-question.css"))
    assert component_files("/services/portal/") == wanted
