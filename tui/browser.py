"""Opens a web page without a shell and without touching the terminal; over SSH it is copied."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

from textual.app import App


def is_remote() -> bool:
    """Whether the program runs on another machine than the one with the screen."""
    return bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))


def host_of(address: str) -> str:
    """The host of an http or https address; empty for anything else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in ("http", "https") else ""


def opener() -> list[str] | None:
    """The command that opens a page here, None where there is none."""
    if sys.platform == "darwin":
        return ["open"]
    if sys.platform == "win32":
        return ["rundll32", "url.dll,FileProtocolHandler"]
    found = shutil.which("xdg-open") or shutil.which("wslview")
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or found
    return [found] if found and has_screen else None


def open_page(app: App[Any], address: str) -> str:
    """Open the page and say what was done. Only http and https addresses are opened."""
    host = host_of(address)
    if not host:
        return "Not opened: the address is not http or https."
    command = None if is_remote() else opener()
    if command is None:
        copy(app, address)
        return f"No browser here; the address is copied: {host}"
    try:
        subprocess.Popen(
            [*command, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        copy(app, address)
        return f"The browser did not start ({error.strerror}); the address is copied: {host}"
    return f"Opening {host}"


def copy(app: App[Any], text: str) -> None:
    """Copy by the machine's own clipboard; by the terminal's over SSH and where there is none."""
    if not is_remote():
        for command in (["wl-copy"], ["xclip", "-selection", "clipboard"], ["pbcopy"], ["clip"]):
            if shutil.which(command[0]) is None:
                continue
            try:
                subprocess.run(
                    command,
                    input=text.encode(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=2,
                    check=True,
                )
            except (OSError, subprocess.SubprocessError):
                continue
            return
    app.copy_to_clipboard(text)
