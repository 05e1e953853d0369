"""A terminal for tests: a program in a pseudo-terminal, its screen drawn by an emulator.

Nothing here sleeps: every wait reads what the program writes until what is wanted is there, and
fails with a picture of the screen when its deadline has passed.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import pexpect
import pyte

DEADLINE = 20.0
KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "f5": "\x1b[15~",
    "ctrl+c": "\x03",
    "ctrl+q": "\x11",
    "ctrl+r": "\x12",
    "ctrl+z": "\x1a",
}
# What the emulator does not know (pyte prints part of it): keyboard protocol, mode requests.
_UNKNOWN = re.compile(rb"\x1b\[[<=>][0-9;]*[ -/]*[@-~]|\x1b\[\?[0-9;]*\$p")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*)?\Z")
_OTHER_SCREEN = re.compile(rb"(\x1b\[\?1049[hl])")
# The program asks whether frames can be marked; they can, and half a frame is never looked at.
_ASK_FRAMES, _HAS_FRAMES = b"\x1b[?2026$p", "\x1b[?2026;2$y"
_FRAME = re.compile(rb"\x1b\[\?2026([hl])")

Wanted = str | re.Pattern[str] | Callable[[str], bool]


class Terminal:
    """A running program and the screen it draws on."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
        before: Callable[[], None] | None = None,
    ) -> None:
        self.raw = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""
        self._ended = False
        self._in_frame = False
        # Through env: a command without arguments would be split at the spaces of its path.
        self._child = pexpect.spawn(
            "/usr/bin/env",
            list(command),
            env=dict(environment),  # pyright: ignore
            dimensions=(rows, columns),
            preexec_fn=before,
            timeout=DEADLINE,
        )
        self._child.delaybeforesend = None
        self._child.delayafterclose = 0.0
        self._child.ptyproc.delayafterclose = 0.0

    @property
    def pid(self) -> int:
        return self._child.pid

    # What is seen

    @property
    def lines(self) -> list[str]:
        return [unicodedata.normalize("NFC", line.rstrip()) for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen, a line for each row."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The screen as one line without frames, for words that are wrapped."""
        return " ".join(re.sub(r"[─-╿▌▍▎▏█▔▁]", " ", self.text).split())

    def picture(self) -> str:
        edge = "+" + "-" * self._screen.columns + "+"
        body = [f"|{line:<{self._screen.columns}}|" for line in self.lines]
        return "\n".join([edge, *body, edge])

    def wait_for(self, wanted: Wanted, seconds: float = DEADLINE) -> str:
        """Read until the screen shows a text, matches a pattern or satisfies a test."""
        end = time.monotonic() + seconds
        while self._in_frame or not self._shows(wanted):
            if not self._read(end):
                why = "ended" if self._ended else f"did not come within {seconds:g} s"
                raise AssertionError(f"{wanted!r}: {why}; the screen:\n{self.picture()}")
        return self.text

    def wait_gone(self, unwanted: Wanted, seconds: float = DEADLINE) -> str:
        """Read until the screen does not show it any more."""
        return self.wait_for(lambda _: not self._shows(unwanted), seconds)

    def _shows(self, wanted: Wanted) -> bool:
        if isinstance(wanted, str):
            return wanted in self.text or wanted in self.words
        if isinstance(wanted, re.Pattern):
            return wanted.search(self.text) is not None or wanted.search(self.words) is not None
        return wanted(self.text)

    def _read(self, end: float) -> bool:
        """Take in what the program writes next; False at the deadline or when it has ended."""
        left = end - time.monotonic()
        if left <= 0 or self._ended:
            return False
        try:
            self._feed(self._child.read_nonblocking(65_536, timeout=left))
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            self._ended, self._in_frame = True, False
        return True

    def _feed(self, data: bytes) -> None:
        self.raw += data
        data = self._held + data
        unfinished = _UNFINISHED.search(data)
        self._held = unfinished.group() if unfinished else b""
        data = data[: len(data) - len(self._held)]
        if _ASK_FRAMES in data:
            self._child.send(_HAS_FRAMES)
        frames = _FRAME.findall(data)
        self._in_frame = frames[-1] == b"h" if frames else self._in_frame
        data = _UNKNOWN.sub(b"", data)
        for part in _OTHER_SCREEN.split(data):
            if _OTHER_SCREEN.fullmatch(part):
                self._screen.reset()  # the emulator has no second screen: begin with an empty one
            elif part:
                self._stream.feed(part)

    # What is done

    def press(self, *keys: str) -> None:
        """Type keys by name (`enter`, `ctrl+z`) or as they are (`j`, a word)."""
        for key in keys:
            self._child.send(KEYS.get(key, key))

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size; the emulator's screen is cleared, to be drawn anew."""
        self._screen.resize(rows, columns)
        self._screen.reset()
        self._child.setwinsize(rows, columns)

    def kill(self, signal: int) -> None:
        self._child.kill(signal)

    def wait_end(self, seconds: float = DEADLINE) -> int:
        """Read to the end; the exit code, or minus the signal that ended the program."""
        end = time.monotonic() + seconds
        while not self._ended and self._read(end):
            pass
        if not self._ended:
            raise AssertionError(f"it did not end within {seconds:g} s:\n{self.picture()}")
        self._child.wait()
        code, signal = self._child.exitstatus, self._child.signalstatus
        return code if code is not None else -(signal or 0)

    def quit(self, key: str = "ctrl+q") -> None:
        """Leave by a key, which must end well; ctrl+q does so from a field too."""
        self.press(key)
        code = self.wait_end()
        assert code == 0, f"exit code {code}\n{self.picture()}"

    def close(self) -> None:
        """End it if it still runs."""
        self._child.close(force=True)


def left_behind(raw: bytes) -> list[str]:
    """The lines that a program wrote after it had left the other screen, as they were written."""
    after = raw.rpartition(b"\x1b[?1049l")[2]
    text = re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]", b"", after).decode()
    return [line for line in text.splitlines() if line.strip()]


def sgr_parameters(raw: bytes) -> set[int]:
    """All parameters of the colour and style sequences that were written."""
    found: set[int] = set()
    for parameters in re.findall(rb"\x1b\[([0-9;:]*)m", raw):
        found |= {int(number) for number in re.split(rb"[;:]", parameters) if number}
    return found


def sequences(raw: bytes) -> set[bytes]:
    """The kinds of escape sequences written, numbers in them replaced by N, but for modes."""
    pattern = (
        rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?"
        rb"|[ -/]*[0-~]|.)"
    )
    kinds: set[bytes] = set()
    for one in re.findall(pattern, raw, re.DOTALL):
        if one.endswith((b"h", b"l", b"p", b"u")) or one.startswith(b"\x1b]"):
            kinds.add(one)
        else:
            kinds.add(re.sub(rb"[0-9;:]+", b"N", one))
    return kinds
