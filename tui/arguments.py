"""What was asked on the command line. The commonest forms are understood without argparse."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Options:
    """The options given, by name; what a command adds itself is set by its parser.

    ``command`` is None for the dashboard; ``network`` False, ``theme`` and ``home`` only if given.
    """

    command: str | None = None
    version: bool = False
    json: bool = False
    home: str | None = None
    network: bool = True
    theme: str | None = None

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


# Name, what it does; the module of the same name in tui.commands has the rest.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("today", "what to do now: cards, minutes, next topics"),
    ("review", "study the cards that are due; --plain for pipes and screen readers"),
    ("topics", "every node of the map with its state"),
    ("topic", "one topic: text, goals, prerequisites, resources, cards"),
    ("cards", "the cards, or those that a query finds"),
    ("add", "add a card of your own, from options or standard input"),
    ("papers", "the papers fetched, or those that a query finds"),
    ("feed", "refresh, list, add or remove the sources of papers"),
    ("stats", "what you remember, did and will have to do"),
    ("simulate", "what if: the work to come at other settings"),
    ("optimize", "fit the parameters of FSRS to your own reviews"),
    ("check", "prove that the database is whole"),
    ("backup", "copy the database to a new file, checked"),
    ("math", "a LaTeX formula drawn for the terminal"),
    ("intervals", "what FSRS makes of a history of ratings"),
    ("doctor", "look at everything that mlroad needs, and say what to do"),
    ("lint", "check content files, with file and line"),
    ("verify", "prove the answers of cards: numbers, formulas, code"),
    ("paths", "where your files are"),
    ("keys", "the keys of the dashboard"),
)


def read_arguments(argv: list[str]) -> Options:
    """The options in ``argv`` (without the program's name).

    Raises ``UsageError``; prints the help and raises SystemExit where help is asked for.
    """
    options = _read_common(argv)
    if options is not None:
        return options
    from tui.parsing import parse

    return parse(argv)


def _read_common(argv: list[str]) -> Options | None:
    """The options of a few plain forms, None for all others: argparse takes 7 ms to import."""
    options = Options()
    if argv == ["--version"]:
        options.version = True
    elif argv in (["today"], ["today", "--json"]):
        options.command = "today"
        options.json = len(argv) == 2
    elif argv:
        return None
    return options
