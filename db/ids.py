"""Identifiers: UUIDs of version 7 (RFC 9562), which sort by the time of their making."""

from __future__ import annotations

import os
import threading

_COUNTER_LIMIT = 1 << 26


class _Last:
    """The time and counter of the last id of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ms = -1
        self.counter = 0


_last = _Last()


def uuid7(ms: int) -> str:
    """A new UUIDv7 for ``ms`` (milliseconds since 1970), greater than every earlier one here.

    A clock that stands still or goes back keeps the last time and counts on in the 26 bits after
    it (RFC 9562, section 6.2, method 1): more than any act has rows, so that no row borrows the
    millisecond of the next act, which another process may write. A full counter would borrow it.
    """
    with _last.lock:
        if ms > _last.ms:
            _last.ms = ms
            _last.counter = 0
        else:
            _last.counter += 1
            if _last.counter == _COUNTER_LIMIT:
                _last.ms += 1
                _last.counter = 0
        time, counter = _last.ms, _last.counter
    tail = 0x8000 | counter & 0x3FFF
    text = f"{time:012x}7{counter >> 14:03x}{tail:04x}{os.urandom(6).hex()}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
