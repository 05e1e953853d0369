"""How commands print: a JSON document, aligned rows, paragraphs; at most 80 columns, no colour."""

from __future__ import annotations

from _json import encode_basestring_ascii

from content.refusal import Refusal
from tui.cleaning import cells, clean, clean_line, cut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

COLUMNS = 80


def say(line: str = "", end: str = "\n") -> None:
    """Print a line that is clean already. Raises ``Refusal`` on a full disk, BrokenPipeError."""
    try:
        print(line, end=end)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refusal(f"the output cannot be written: {error.strerror}") from None


def say_json(document: object) -> int:
    """Print the one JSON document; returns exit code 0.

    It is ASCII (`\\u` for the rest), so that no character in it acts on a terminal.
    """
    say(_json(document, "\n"))
    return 0


def say_json_list(members: Iterable[object]) -> int:
    """Print one JSON list member by member, so that it is never in memory as a whole; returns 0."""
    before = "[\n  "
    for member in members:
        say(before + _json(member, "\n  "), end="")
        before = ",\n  "
    say("[]" if before.startswith("[") else "\n]")
    return 0


def _json(value: object, newline: str) -> str:
    """JSON of dict, list, tuple, str, int, float, bool and None, indented by two.

    The module json imports re and enum, which is a sixth of the time of `mlroad today --json`.
    """
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    inner = newline + "  "
    if isinstance(value, dict):
        members: dict[str, object] = value  # pyright: ignore[reportUnknownVariableType]
        parts = [
            f"{encode_basestring_ascii(key)}: {_json(of, inner)}" for key, of in members.items()
        ]
        return "{" + inner + f",{inner}".join(parts) + newline + "}" if parts else "{}"
    if isinstance(value, (list, tuple)):
        listed: list[object] = list(value)  # pyright: ignore[reportUnknownArgumentType]
        parts = [_json(member, inner) for member in listed]
        return "[" + inner + f",{inner}".join(parts) + newline + "]" if parts else "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)) and value - value == 0:
        return repr(value)
    return "null"  # infinite, or no number: unknown


CODE = "    "


def say_text(text: str, indent: str = "") -> None:
    """Print foreign prose: each paragraph flows anew at 80 columns, fenced code keeps its lines.

    Formulas are set, as blocks or on the line.
    """
    import textwrap

    from tui.plain_maths import typeset

    room = COLUMNS - len(indent) - len(CODE)
    for paragraph, fenced in _paragraphs(typeset(clean(text), room)):
        lines = [paragraph] if fenced else textwrap.wrap(paragraph, COLUMNS - len(indent)) or [""]
        for line in lines:
            say(f"{indent}{CODE if fenced else ''}{line}".rstrip())


def _paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    """(line, True) for each line of fenced code, (paragraph or "", False) for the rest."""
    flow: list[str] = []
    fenced = False
    for line in [*text.rstrip().split("\n"), None]:
        fence = line is not None and line.startswith("```")
        if flow and (line is None or fence or not line.strip()):
            yield " ".join(flow), False
            flow.clear()
        if fence:
            fenced = not fenced
        elif line is not None and fenced:
            yield line, True
        elif line is not None and _stands_alone(line):
            if flow:
                yield " ".join(flow), False
                flow.clear()
            yield line.strip(), False
        elif line is not None and line.strip():
            flow.append(line.strip())
        elif line is not None:
            yield "", False


def _stands_alone(line: str) -> bool:
    """Whether a line of Markdown begins something of its own: a table's row, an item, a quote."""
    text = line.lstrip()
    number, dot, _ = text.partition(". ")
    return text.startswith(("|", "- ", "* ", "> ")) or bool(dot and number.isdecimal())


def say_rows(
    rows: Iterable[Sequence[object]],
    heads: Sequence[str] = (),
    *,
    indent: str = "",
    right: Sequence[int] = (),
    least: Sequence[int] = (),
    wrap: bool = False,
) -> None:
    """Print rows in aligned columns; the last is cut to what the line has left, or wrapped.

    ``heads`` are the names above the columns, ``right`` the indexes of the columns that are
    aligned to the right, ``least`` the widths that the first columns have at least. None shows
    as a dash.
    """
    table = [[_cell(value) for value in row] for row in rows]
    if heads and table:
        table.insert(0, list(heads))
    widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
    widths[: len(least)] = map(max, widths, least)
    for row in table:
        line = indent
        for column, text in enumerate(row[:-1]):
            gap = " " * (widths[column] - cells(text))
            line += (gap + text if column in right else text + gap) + "  "
        last = row[-1]
        if len(row) - 1 in right:
            last = " " * (widths[-1] - cells(last)) + last
        _say_last(line, last, wrap)


def say_pair(name: str, words: str, width: int) -> None:
    """Print a name padded to ``width`` and beside it words, wrapped."""
    _say_last(f"{clean_line(name):<{width}}  ", clean_line(words), True)


def _say_last(line: str, last: str, wrap: bool) -> None:
    room = COLUMNS - cells(line)
    if not wrap or cells(last) <= room:
        say((line + (last if cells(last) <= room else cut(last, room))).rstrip())
        return
    import textwrap

    for number, part in enumerate(textwrap.wrap(last, max(room, 20))):
        say(f"{line if number == 0 else ' ' * cells(line)}{part}")


def _cell(value: object) -> str:
    return "-" if value is None else clean_line(str(value))
