"""The log file: a crash leaves its traceback there and a line of words for the learner."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tui.home import Home


def log_to(home: Home) -> bool:
    """Send the warnings and errors of the logger `mlroad` to the log file (0600).

    False where there can be none, such as in a read-only folder: then nothing is logged. Asked
    for twice it is opened once, or each line would stand there twice.
    """
    import logging

    from tui.home import log_file

    logger = logging.getLogger("mlroad")
    path = os.path.abspath(log_file(home))
    if any(getattr(handler, "baseFilename", None) == path for handler in logger.handlers):
        return True
    try:
        os.makedirs(home.state, mode=0o700, exist_ok=True)
        os.close(os.open(log_file(home), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        handler = logging.FileHandler(log_file(home), encoding="utf-8")
    except OSError:
        logger.addHandler(logging.NullHandler())
        return False
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    return True


def record_crash(home: Home, error: Exception) -> str:
    """Write the traceback to the log; the line that says what happened and where to read it."""
    import logging

    from tui.cleaning import clean_line
    from tui.home import log_file

    what = clean_line(f"{type(error).__name__}: {error}")
    if not log_to(home):
        return f"a fault of the program ({what}); {log_file(home)} could not be written"
    logging.getLogger("mlroad").error("crash", exc_info=error)
    return f"a fault of the program ({what}); the log says more: {log_file(home)}"
