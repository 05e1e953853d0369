"""The tree of a formula. Both outputs, the block and the one-line form, are made from it.

Every node has the atom class it shows to its left (``atom``) and to its right (``after``), and
keeps its laid-out block in ``box`` once it is made.
"""

from __future__ import annotations

from content.math.boxes import Box
from content.math.symbols import CLOSE, INNER, OPEN, ORD, REL, SPACE

DISPLAY, TEXT, SCRIPT = range(3)  # TeX's styles; script and scriptscript are one here


class Node:
    """Any part of a formula."""

    __slots__ = ("after", "atom", "box")

    def __init__(self, atom: int = ORD) -> None:
        self.atom = atom
        self.after = atom
        self.box: Box | None = None


def _visible(atom: int) -> int:
    """The class of something made around an atom: room around nothing is not only space."""
    return ORD if atom == SPACE else atom


class Sym(Node):
    """A symbol, number, letter or piece of text; ``plain`` is its character in full mode."""

    __slots__ = ("ink", "plain", "text")

    def __init__(self, text: str, atom: int, ink: str, width: int, plain: str) -> None:
        self.atom = atom
        self.after = atom
        self.text = text
        self.ink = ink
        self.plain = plain
        self.box = Box(width, [text], [ink * len(text)])


class Space(Node):
    """Space asked for: ``size`` cells; a negative one takes the atom spacing away."""

    __slots__ = ("size",)

    def __init__(self, size: int) -> None:
        super().__init__(SPACE)
        self.size = size


class Row(Node):
    """Atoms side by side. ``given`` says whether a class was forced with ``\\mathbin`` etc."""

    __slots__ = ("items",)

    def __init__(self, items: list[Node], atom: int = ORD) -> None:
        super().__init__(atom)
        self.items = items


class Frac(Node):
    """Numerator over denominator; ``kind`` is d, t, c or empty; ``bar`` false for binomials."""

    __slots__ = ("bar", "below", "fences", "kind", "over")

    def __init__(
        self, over: Node, below: Node, kind: str = "", bar: bool = True, fences: str = ""
    ) -> None:
        super().__init__(INNER)
        if fences:
            self.atom, self.after = OPEN, CLOSE
        self.over = over
        self.below = below
        self.kind = kind
        self.bar = bar
        self.fences = fences


class Root(Node):
    """A radical with an optional index."""

    __slots__ = ("body", "index")

    def __init__(self, body: Node, index: Node | None) -> None:
        super().__init__()
        self.body = body
        self.index = index


class Scripts(Node):
    """A base with a subscript and a superscript; ``limits`` is None where TeX decides."""

    __slots__ = ("base", "limits", "primes", "sub", "sup")

    def __init__(self, base: Node) -> None:
        super().__init__(_visible(base.atom))
        self.after = _visible(base.after)
        self.base = base
        self.sub: Node | None = None
        self.sup: Node | None = None
        self.primes = 0
        self.limits: bool | None = None


class Fence(Node):
    """Bodies between stretching delimiters: one delimiter more than bodies; may be empty."""

    __slots__ = ("bodies", "delimiters")

    def __init__(self, delimiters: list[str], bodies: list[Node]) -> None:
        super().__init__(OPEN if delimiters[0] else INNER)
        self.after = CLOSE if delimiters[-1] else INNER
        self.delimiters = delimiters
        self.bodies = bodies


class Delimiter(Node):
    """A lone delimiter of a given height (``\\Bigg|``)."""

    __slots__ = ("character", "size")

    def __init__(self, character: str, size: int, atom: int) -> None:
        super().__init__(atom)
        self.character = character
        self.size = size


class Stack(Node):
    """Something with smaller things above and below (``\\overset``, ``\\underset``)."""

    __slots__ = ("base", "below", "over")

    def __init__(self, base: Node, over: Node | None, below: Node | None, atom: int) -> None:
        super().__init__(_visible(atom))
        self.base = base
        self.over = over
        self.below = below


class Brace(Node):
    """A body under or over a brace, with its label."""

    __slots__ = ("body", "glyph", "label", "under")

    def __init__(self, body: Node, under: bool, glyph: str) -> None:
        super().__init__(_visible(body.atom))
        self.after = _visible(body.after)
        self.body = body
        self.under = under
        self.glyph = glyph  # { or [
        self.label: Node | None = None


class Arrow(Node):
    """An arrow as long as its labels."""

    __slots__ = ("below", "character", "over")

    def __init__(self, character: str, over: Node, below: Node | None) -> None:
        super().__init__(REL)
        self.character = character
        self.over = over
        self.below = below


class Accent(Node):
    """An accent over (or a line under) a body; ``name`` is the command's."""

    __slots__ = ("body", "name")

    def __init__(self, body: Node, name: str) -> None:
        super().__init__(_visible(body.atom))
        self.after = _visible(body.after)
        self.body = body
        self.name = name


class Grid(Node):
    """Rows of cells: matrices, cases, arrays and aligned formulas.

    ``kind`` is ``matrix``, ``small``, ``cases``, ``aligned``, ``lines`` or ``multline``;
    ``columns`` has one of l, r, c a column and ``|`` for rules; ``rules`` are rows that have a
    line above them.
    """

    __slots__ = ("cells", "columns", "fences", "kind", "rules", "spread")

    def __init__(self, cells: list[list[Row]], kind: str, columns: str, fences: str) -> None:
        super().__init__(ORD)
        if fences:
            self.atom = OPEN if fences[0] != "." else ORD
            self.after = CLOSE if fences[1] != "." else ORD
        self.cells = cells
        self.kind = kind
        self.columns = columns
        self.fences = fences
        self.rules: set[int] = set()
        self.spread = bool(fences)  # two rows stand apart, the baseline between them


class Wrapped(Node):
    """A body treated in one way: ``boxed``, ``cancel``, ``not``, ``phantom`` or ``style``."""

    __slots__ = ("body", "kind", "style")

    def __init__(self, body: Node, kind: str, style: int = DISPLAY) -> None:
        super().__init__(_visible(body.atom))
        self.after = _visible(body.after)
        self.body = body
        self.kind = kind
        self.style = style
