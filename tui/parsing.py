"""The command line by argparse: a parser for the program and one for the command asked for."""

from __future__ import annotations

import argparse
import os
from importlib import import_module

from content.refusal import Refusal
from tui.arguments import COMMANDS, Options
from tui.settings import THEMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_WIDTH = 80
_WITH_VALUE = ("--home", "--theme")


class UsageError(Refusal):
    """The command line cannot be understood; the text ends with where to read more."""

    exit_code = 2


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that says what is wrong in one line, by an exception."""

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_formatter,
            allow_abbrev=False,
        )
        self._positionals.title = "arguments"

    def error(self, message: str) -> NoReturn:
        """Raise ``UsageError``."""
        raise UsageError(f"{message}; see {self.prog} --help")


def _formatter(prog: str) -> argparse.HelpFormatter:
    # The width is given because argparse would import shutil (6 ms) to ask for it.
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=26, width=_columns())


def _columns() -> int:
    try:
        return max(40, min(_WIDTH, os.get_terminal_size().columns))
    except OSError:
        return _WIDTH


def parse(argv: list[str]) -> Options:
    """The options of any command line. Raises ``UsageError``, or SystemExit after the help."""
    options = Options()
    place = _place_of_command(argv)
    program = _program_parser()
    program.parse_args(argv[:place], options)
    if place == len(argv):
        if options.json:
            program.error("--json belongs to a command, such as `mlroad today --json`")
        return options
    name = argv[place]
    if name not in dict(COMMANDS):
        raise UsageError(f"there is no command `{name}`{_perhaps(name)}; see mlroad --help")
    options.command = name
    _command_parser(name).parse_args(argv[place + 1 :], options)
    return options


def _place_of_command(argv: list[str]) -> int:
    """The index of the first word that is neither an option of the program nor its value."""
    place = 0
    while place < len(argv) and argv[place].startswith("-") and argv[place] != "--":
        place += 2 if argv[place] in _WITH_VALUE else 1
    return min(place, len(argv))


def _perhaps(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, [command for command, _ in COMMANDS], 1)
    return f", perhaps `{near[0]}`" if near else ""


def _program_parser() -> Parser:
    listed = "\n".join(f"  {name:<9}  {words}" for name, words in COMMANDS)
    parser = Parser(
        "mlroad",
        "A study dashboard for the road to machine learning: the map, the cards, the\npapers. "
        "Without a command it opens the dashboard.",
        f"commands:\n{listed}\n\n`mlroad COMMAND --help` says more. "
        "Exit code: 0 done, 1 failed, 2 usage,\nsettings or content, 130 ctrl+c.",
    )
    parser.usage = "mlroad [OPTION ...] [COMMAND [ARGUMENT ...]]"
    parser.add_argument("--version", action="store_true", help="print the version")
    _add_shared(parser)
    return parser


def _command_parser(name: str) -> Parser:
    module = import_module(f"tui.commands.{name}")
    parser = Parser(f"mlroad {name}", module.__doc__ or "")
    module.add_arguments(parser)
    _add_shared(parser)
    return parser


def _add_shared(parser: Parser) -> None:
    """The options that may stand before the command and after it."""
    group = parser.add_argument_group("options of every command")
    group.add_argument("--home", metavar="DIR", type=_folder, help="keep everything in this folder")
    group.add_argument(
        "--no-network", dest="network", action="store_false", help="fetch nothing, from nowhere"
    )
    group.add_argument("--theme", choices=THEMES, help="the colours of the dashboard")
    group.add_argument("--json", action="store_true", help="one JSON document and nothing else")


def _folder(text: str) -> str:
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError("must be the path of a folder")
    return text


def whole_number(text: str) -> int:
    """The type of an option that takes a whole number from 1 on."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, not `{text}`")
    return number
