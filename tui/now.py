"""The clock of this run: the system's, or the one that MLROAD_NOW sets."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from db.clock import Clock


def read_clock() -> Clock:
    """The clock with the default rollover hour. Raises ``SettingsError`` for a bad MLROAD_NOW."""
    from db.clock import clock_from_environment
    from tui.settings import SettingsError

    try:
        return clock_from_environment()
    except ValueError as error:
        raise SettingsError(str(error)) from None


def seconds_now() -> float:
    """Seconds since 1970; `db.clock`, which imports typing, is needed only with MLROAD_NOW."""
    if os.environ.get("MLROAD_NOW"):
        return read_clock().now_ms() / 1000
    return time.time()
