"""Where the content files are and which there are; nothing is read."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parent / "data"
NAMES = ("roadmap.yaml", "papers.yaml", "sources.yaml", "macros.yaml", "retired.yaml")


def content_files(folder: Path) -> tuple[Path, ...]:
    """The content files of a folder in the order in which they are read."""
    named = [folder / name for name in NAMES]
    cards = sorted(folder.glob("cards/**/*.yaml"))
    return tuple(path for path in (*named, *cards) if path.is_file())
