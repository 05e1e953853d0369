"""Draws the pictures of README and docs from the real program, on a home with demonstration data.

Run by `make screenshots`. Textual's SVG names fonts from the web; here a subset of DejaVu Sans Mono
(see pictures/FONT-LICENSE.txt) is embedded instead, so that borders close wherever it is shown.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZE = (100, 30)
KEYS: dict[str, tuple[str, ...]] = {
    "today": (),
    "map": ("M", *("j",) * 4),
    "review": ("R", "space"),
    "cards": ("C", *("j",) * 3),
    "papers": ("P", "j"),
    "statistics": ("S",),
    "settings": ("comma", "j"),
}

sys.path.insert(0, str(ROOT / "tests" / "support"))


def embed_font(svg: str) -> str:
    """The picture with its web fonts replaced by the embedded one."""
    font = (PICTURES / "DejaVuSansMono-subset.woff2").read_bytes()
    data = base64.b64encode(font).decode("ascii")
    face = (
        "@font-face { font-family: 'mlroad mono'; "
        f"src: url('data:font/woff2;base64,{data}') format('woff2'); }}"
    )
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    svg = svg.replace("Fira Code", "mlroad mono").replace("<style>", f"<style>\n    {face}", 1)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


async def draw() -> None:
    """One picture for each mode."""
    from demo_home import NOW, build_demo_home

    from tui.app import MlroadApp
    from tui.settings import Settings

    os.environ["MLROAD_NOW"] = "2026-11-23T09:00:00+00:00"
    assert NOW == 1_795_424_400.0
    for name, keys in KEYS.items():
        with tempfile.TemporaryDirectory() as folder:
            home = build_demo_home(Path(folder) / "home")
            app = MlroadApp(home, Settings(network=False))
            async with app.run_test(size=SIZE) as pilot:
                await app.workers.wait_for_complete()
                for key in keys:
                    await pilot.press(key)
                    await app.workers.wait_for_complete()
                await pilot.pause()
                (PICTURES / f"{name}.svg").write_text(
                    embed_font(app.export_screenshot(title="mlroad")), encoding="utf-8"
                )
                print(f"docs/pictures/{name}.svg")


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    asyncio.run(draw())
