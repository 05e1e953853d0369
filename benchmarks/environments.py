"""An environment of its own for packages that are only measured beside us; made once by pip."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """A folder with a Python and the packages."""

    folder: Path
    packages: tuple[str, ...]

    @property
    def python(self) -> str:
        """The path of its Python."""
        return str(self.folder / "bin" / "python")

    def make(self) -> str:
        """Make it if it is not there; why it cannot be made, or nothing."""
        ready = self.folder / "ready"
        wanted = " ".join(self.packages)
        if ready.exists() and ready.read_text(encoding="utf-8") == wanted:
            return ""
        print(f"Installing the peers into {self.folder} (once) ...", file=sys.stderr, flush=True)
        install = [self.python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        steps = (
            [sys.executable, "-m", "venv", "--clear", str(self.folder)],
            [*install, *self.packages],
        )
        for step in steps:
            try:
                subprocess.run(step, check=True, capture_output=True, text=True, timeout=300)
            except subprocess.CalledProcessError as error:
                said = [line for line in str(error.stderr).splitlines() if line.strip()]
                what = "the environment" if step is steps[0] else "the packages"
                return f"{what} could not be made: {said[-1] if said else error}"
            except (OSError, subprocess.TimeoutExpired) as error:
                return f"pip could not run: {error}"
        ready.write_text(wanted, encoding="utf-8")
        return ""
