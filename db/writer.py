"""One thread that does all writes of the program, in the order in which they were handed in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """A queue with one thread. A write that was handed in cannot be cancelled."""

    def __init__(self, name: str = "mlroad-writer") -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand in a write; the future has its result or its exception.

        Raises RuntimeError after ``close``.
        """
        future: Future[T] = Future()
        # Running from the start, so that nobody who drops the future cancels the write with it.
        future.set_running_or_notify_cancel()

        def run() -> None:
            try:
                result = job(*args, **kwargs)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        with self._lock:
            if self._closed:
                raise RuntimeError("the writer is closed")
            self._jobs.put(run)
        return future

    def close(self) -> None:
        """Take no more writes and wait until all that were handed in are done."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
