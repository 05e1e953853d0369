"""A program in a pseudo-terminal, timed from the outside: spawn or key, then bytes painted."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

ROWS, COLUMNS = 40, 120
LONGEST_S = 20.0
_STYLE = re.compile(rb"\x1b\[[0-9;:?<>=]*[ -/]*[@-~]")


class NotPainted(Exception):
    """The text or the paint that was waited for did not come."""


class Terminal:
    """One child process in a pty of 120 columns and 40 rows; leaving the block ends it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            start_new_session=True,
            close_fds=True,
        )
        os.close(slave)
        self.seen = b""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        with contextlib.suppress(OSError):  # the child has closed its end
            return os.read(self._master, 65_536)
        raise NotPainted(f"the program ended: {plain(self.seen)[-2000:]}")

    def until(self, *marks: str, since: float | None = None) -> float:
        """Read until one of the texts is painted; the ms since the spawn (or ``since``)."""
        start = self.started if since is None else since
        wanted = [mark.encode() for mark in marks]
        self.seen = b""
        while time.perf_counter() - start < LONGEST_S:
            got = self._read(1.0)
            at = time.perf_counter()
            self.seen += got
            if got and any(mark in self.seen for mark in wanted):
                return (at - start) * 1000
        raise NotPainted(f"{marks} was not painted; last: {plain(self.seen)[-2000:]}")

    def settle(self, quiet: float = 0.25) -> bytes:
        """Read until nothing has come for ``quiet`` seconds; what came."""
        got = b""
        while more := self._read(quiet):
            got += more
        return got

    def press(self, keys: str) -> float:
        """Write keys; when they were written."""
        at = time.perf_counter()
        os.write(self._master, keys.encode())
        return at

    def key(self, keys: str, quiet: float = 0.12) -> tuple[float, float]:
        """Press keys; the ms until the first byte painted, and until the last before a rest."""
        at = self.press(keys)
        if not self._read(LONGEST_S):
            raise NotPainted(f"nothing was painted after {keys!r}")
        first = last = time.perf_counter()
        while self._read(quiet):
            last = time.perf_counter()
        return (first - at) * 1000, (last - at) * 1000

    def key_until(
        self, keys: str, another: re.Pattern[bytes], before: bytes
    ) -> tuple[float, bytes]:
        """Press keys; the ms until a text of the pattern is painted that is not ``before``."""
        at = self.press(keys)
        got = b""
        while time.perf_counter() - at < LONGEST_S:
            got += self._read(1.0)
            read = time.perf_counter()
            found = [one for one in another.findall(got) if one != before]
            if found:
                return (read - at) * 1000, found[-1]
        raise NotPainted(f"nothing like {another.pattern!r} was painted after {keys!r}")

    def resident_mb(self) -> float:
        """VmRSS of the process in MB (Linux)."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        raise NotPainted("no VmRSS")


def plain(painted: bytes) -> str:
    """What was painted without control sequences."""
    return _STYLE.sub(b" ", painted).decode(errors="replace")
