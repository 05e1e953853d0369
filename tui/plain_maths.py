"""Formulas in printed text: set on the line, or as a block of lines between fences."""

from __future__ import annotations

from content.formulas import Formula, find_formulas

HARD_BLANK = "\u00a0"


def typeset(text: str, room: int) -> str:
    """The Markdown text with its formulas set; blocks are as wide as ``room`` where they can be.

    A block becomes fenced lines, so that what prints paragraphs leaves it alone; a formula on the
    line gets blanks that do not break.
    """
    if "$" not in text:
        return text
    from content.math import set_formula

    parts: list[str] = []
    at = 0
    for formula in find_formulas(text):
        begin, end = _span(formula)
        parts.append(text[at:begin])
        if formula.display and _alone(text, begin, end):
            lines = set_formula(formula.latex.strip(), room, plain=True).lines
            parts.append("\n".join(("```", *(line.rstrip() for line in lines), "```")))
        else:
            inline = set_formula(formula.latex.strip(), room, plain=True).inline
            parts.append(inline.replace(" ", HARD_BLANK))
        at = end
    return "".join((*parts, text[at:]))


def typeset_line(text: str) -> str:
    """A text for one line of a list, its formulas in their one-line form."""
    if "$" not in text:
        return text
    from content.math import set_formula

    parts: list[str] = []
    at = 0
    for formula in find_formulas(text):
        begin, end = _span(formula)
        inline = set_formula(formula.latex.strip(), 80, plain=True).inline
        parts += [text[at:begin], inline]
        at = end
    return "".join((*parts, text[at:]))


def _span(formula: Formula) -> tuple[int, int]:
    """Where the formula begins and ends with its dollars."""
    dollars = 2 if formula.display else 1
    return formula.start - dollars, formula.start + len(formula.latex) + dollars


def _alone(text: str, begin: int, end: int) -> bool:
    """Whether nothing else stands on the lines of the formula."""
    before = text[:begin].rpartition("\n")[2]
    after = text[end:].partition("\n")[0]
    return not before.strip() and not after.strip()
