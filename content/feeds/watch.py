"""A watch over one request: ends it at its deadline or when it is cancelled.

A read timeout starts anew with each byte, so a server that drips could hold a request for hours,
in its headers even where no code of ours runs. The watch shuts the socket down from its own thread.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from content.feeds.reply import Cancelled, FetchError

TICK = 0.05


class Watch:
    """Use as a context around a request; give ``trace`` to httpx so that it knows the socket."""

    def __init__(self, deadline: float, monotonic: Callable[[], float], cancel: Event) -> None:
        self._seconds = deadline
        self._monotonic = monotonic
        self._cancel = cancel
        self._end = monotonic() + deadline
        self._done = Event()
        self._sockets: list[socket.socket] = []
        self._thread = Thread(target=self._run, name="feed-watch", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Remember the socket of each new connection (httpcore's trace extension)."""
        if event.endswith("connect_tcp.complete"):
            found = info["return_value"].get_extra_info("socket")
            if isinstance(found, socket.socket):
                self._sockets.append(found)

    def check(self) -> None:
        """Raise Cancelled or FetchError if the request has to end."""
        if self._cancel.is_set():
            raise Cancelled
        if self._monotonic() >= self._end:
            raise FetchError(f"the reply took longer than {self._seconds:g} s")

    def _over(self) -> bool:
        return self._cancel.is_set() or self._monotonic() >= self._end

    def _run(self) -> None:
        while not self._done.wait(TICK):
            if self._over():
                for connection in self._sockets:
                    # Already closed by the other side or by httpx: then there is nothing to end.
                    with contextlib.suppress(OSError):
                        connection.shutdown(socket.SHUT_RDWR)
