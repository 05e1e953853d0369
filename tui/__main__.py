"""The command line: decides what is imported, runs one command, turns every failure into words."""

from __future__ import annotations

import os
import sys

from content.refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from tui.arguments import Options
    from tui.home import Home
    from tui.settings import Settings
    from tui.study_view import StudyPlan

FAILED = 1
USAGE = 2
INTERRUPTED = 130
_WITHOUT = "without one there are `mlroad review --plain` and `mlroad today`"


def run(argv: list[str] | None = None) -> int:
    """Run the command line (that of the process unless given) and return the exit code.

    0 done, 1 failed, 2 usage, settings or content, 130 interrupted. Raises nothing.
    """
    _accept_every_character()
    try:
        code = _guarded(sys.argv[1:] if argv is None else argv)
        if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison]
            sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()  # the reader has what it wanted, as in `mlroad cards | head`
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _drop_output()
        return _fail([f"mlroad: the output cannot be written: {error.strerror}"], FAILED)
    return code


def _guarded(argv: list[str]) -> int:
    """Run; turn what was refused, and what nobody thought of, into words and an exit code."""
    from tui.home import find_home

    home = find_home()
    try:
        from tui.arguments import read_arguments

        options = read_arguments(argv)
        if options.version:
            return _version()
        home = find_home(options.home)
        return _dispatch(home, _settings(home, options), options)
    except Refusal as error:
        return _refuse(error)
    except SystemExit as error:  # argparse ends so, after it has printed the help
        return error.code if isinstance(error.code, int) else 0
    except BrokenPipeError:
        raise
    except Exception as error:
        from tui.log import record_crash

        return _fail([f"mlroad: {record_crash(home, error)}"], FAILED)


def _settings(home: Home, options: Options) -> Settings:
    from tui.settings import Settings, SettingsError, load_settings

    try:
        settings = load_settings(home)
    except SettingsError:
        if options.command != "doctor":
            raise
        settings = Settings()  # the doctor says itself what is wrong with the file
    settings.theme = options.theme or settings.theme
    settings.network = settings.network and options.network
    return settings


def _dispatch(home: Home, settings: Settings, options: Options) -> int:
    if options.command is None:
        return open_dashboard(home, settings)
    from importlib import import_module

    from tui.commands.call import Call

    return import_module(f"tui.commands.{options.command}").run(Call(home, settings, options))


def open_dashboard(
    home: Home,
    settings: Settings,
    *,
    mode: str = "today",
    plan: StudyPlan | None = None,
) -> int:
    """Open the dashboard and return its exit code.

    Raises ``Refusal`` where there is no terminal to draw on; it names what does without.
    """
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        raise NoTerminal(f"the dashboard needs a terminal; {_WITHOUT}")
    if os.environ.get("TERM") == "dumb":
        raise NoTerminal(f"the dashboard cannot be drawn on TERM=dumb; {_WITHOUT}")
    from tui.dashboard import start

    return start(home, settings, mode=mode, plan=plan)


class NoTerminal(Refusal):
    """There is nothing to draw the dashboard on."""

    exit_code = USAGE


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _version() -> int:
    from tui import __version__

    print(f"mlroad {__version__}")
    return 0


def _refuse(error: Refusal) -> int:
    """One line, or a line for each fault in a file and a last one that counts them."""
    from tui.cleaning import clean_line, plural

    lines = [clean_line(line) for line in str(error).splitlines() if line.strip()]
    if len(lines) > 1 or hasattr(error, "faults"):
        lines.append(f"mlroad: {plural(len(lines), 'fault')} in your files; nothing was changed")
    else:
        lines = [f"mlroad: {line}" for line in lines]
    return _fail(lines, error.exit_code)


def _fail(lines: list[str], code: int) -> int:
    try:
        print("\n".join(lines), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return code  # nobody listens on stderr; the exit code still says it
    return code


def _accept_every_character() -> None:
    """Never fail on a letter that the encoding lacks: it becomes a question mark."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _drop_output() -> None:
    """Send what is still buffered to nowhere, so that Python's own flush at exit is quiet."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return  # stdout is no file (a test): there is nothing to flush at exit


if __name__ == "__main__":
    sys.exit(run())
