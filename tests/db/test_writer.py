"""The writer: one thread, in order, nothing dropped; and identifiers that sort."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.ids import uuid7
from db.writer import Writer


def test_writes_run_in_order_on_one_thread_and_close_drains() -> None:
    writer = Writer()
    gate = threading.Event()
    seen: list[tuple[int, str]] = []
    writer.submit(gate.wait)

    def write(number: int) -> int:
        seen.append((number, threading.current_thread().name))
        return number * 2

    futures = [writer.submit(write, number) for number in range(100)]
    assert not futures[50].cancel()
    gate.set()
    writer.close()
    assert seen == [(number, "mlroad-writer") for number in range(100)]
    assert [future.result(timeout=0) for future in futures] == [n * 2 for n in range(100)]


def test_a_failed_write_reports_and_the_next_one_runs() -> None:
    writer = Writer()

    def fail() -> None:
        raise ValueError("no")

    failed, fine = writer.submit(fail), writer.submit(lambda: 1)
    with pytest.raises(ValueError, match="no"):
        failed.result(timeout=5)
    assert fine.result(timeout=5) == 1
    writer.close()
    writer.close()
    with pytest.raises(RuntimeError, match="closed"):
        writer.submit(fail)


@given(st.lists(st.integers(0, 2**47), min_size=2, max_size=50))
def test_ids_are_version_7_and_always_rise(times: list[int]) -> None:
    ids = [uuid7(ms) for ms in times]
    assert ids == sorted(set(ids))
    assert all(
        UUID(each).version == 7 and UUID(each).variant == UUID(ids[0]).variant for each in ids
    )


def test_the_rows_of_a_large_act_keep_its_millisecond() -> None:
    ids = [uuid7(1_000) for _ in range(20_000)]
    assert ids == sorted(set(ids))
    assert len({each[:13] for each in ids}) == 1  # 48 bits of time and a hyphen
