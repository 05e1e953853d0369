"""The gallery: every formula sets without a warning, and looks as it did when it was judged.

After a change that is meant: ``MLROAD_GOLDEN=write pytest tests/content/math/test_gallery.py``,
then read the difference of ``data/gallery.txt``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from content.math import Setting, set_formula

_DATA = Path(__file__).parent / "data"
GALLERY: list[dict[str, str]] = json.loads((_DATA / "gallery.json").read_text("utf-8"))
GOLDEN = _DATA / "gallery.txt"


def _block(setting: Setting) -> str:
    return "\n".join(f"  {line}".rstrip() for line in setting.lines)


def shown(entry: dict[str, str]) -> str:
    """One formula as the golden file has it."""
    at_80, at_60 = (set_formula(entry["latex"], width) for width in (80, 60))
    parts = [f"## {entry['id']}", " ".join(entry["latex"].split()), "", _block(at_80), ""]
    if at_60 != at_80:
        parts += ["-- 60 columns", "", _block(at_60), ""]
    return "\n".join([*parts, f"> {at_80.inline}", ""])


def test_the_gallery_is_golden() -> None:
    text = "\n".join(map(shown, GALLERY))
    if os.environ.get("MLROAD_GOLDEN") == "write":
        GOLDEN.write_text(text, "utf-8")
    golden = GOLDEN.read_text("utf-8").split("\n## ")
    for found, wanted in zip(text.split("\n## "), golden, strict=True):
        assert found == wanted


@pytest.mark.parametrize("entry", GALLERY, ids=lambda entry: entry["id"])
def test_every_formula_is_set_without_a_warning(entry: dict[str, str]) -> None:
    for width in (80, 60):
        setting = set_formula(entry["latex"], width)
        assert setting.warnings == ()
        assert setting.width <= width
    for glyphs in ("safe", "ascii"):
        assert set_formula(entry["latex"], 100, glyphs=glyphs).warnings == ()
