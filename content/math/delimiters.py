"""Tall delimiters and radicals, drawn from pieces."""

from __future__ import annotations

from content.math.boxes import Box, beside, column, grown, line
from content.math.glyphs import drawn
from content.math.nodes import Delimiter, Fence, Node, Scripts, Sym
from content.math.spacing import BLOCK, STRETCHERS, Parts, Setter
from content.math.symbols import CLOSE, OPEN


def delimiter(setter: Setter, character: str, height: int, base: int) -> Box:
    """A delimiter ``height`` rows tall with the baseline in row ``base``."""
    if not character:
        return Box(0, [""] * height, [""] * height, base)
    glyphs = setter.glyphs
    if height <= 1:
        return line(drawn(character, glyphs.name), "f")
    pieces = glyphs.fences.get(character)
    if pieces is None:
        text = drawn(character, glyphs.name)
        single = line(text, "f")
        return grown(single, base, height - base - 1)
    if character in "{}" and glyphs.name != "ascii" and height == 2:
        pair = "⎰⎱" if character == "{" else "⎱⎰"
        rows = list(pair if glyphs.name == "full" else pieces[0] + pieces[2])
    else:
        rows = [pieces[0], *(pieces[1] * (height - 2)), pieces[2]]
        if pieces[3] != pieces[1]:
            rows[base if 0 < base < height - 1 else height // 2] = pieces[3]
    return column(rows, "f", base)


def around(setter: Setter, left: str, body: Box, right: str) -> Box:
    """A body between two delimiters that cover what has to be covered."""
    height = body.bottom - body.top + 1
    base = body.base - body.top
    if height == 2 and body.base in (body.top, body.bottom) and "{" in (left, right):
        height, base = 3, 1
    parts: list[Box] = []
    for character in (left, right):
        fence = delimiter(setter, character.strip("."), height, base)
        parts.append(fence)
    box = beside(parts[0], body, parts[1])
    # What sticks out of the fence (raised scripts) does not count for fences further out.
    above = box.base - base
    return Box(box.width, box.rows, box.inks, box.base, above, above + height - 1)


def _fence(setter: Setter, node: Node, style: int) -> Box:
    assert isinstance(node, Fence)
    bodies = [setter.box(body, style) for body in node.bodies]
    return fenced(setter, node.delimiters, bodies)


def fenced(setter: Setter, delimiters: list[str], bodies: list[Box]) -> Box:
    """Bodies between delimiters (one more than bodies) of the same height."""
    above = max(body.base - body.top for body in bodies)
    below = max(body.bottom - body.base for body in bodies)
    height = above + below + 1
    fences = [delimiter(setter, c, height, above) for c in delimiters]
    parts = [fences[0]]
    for index, body in enumerate(bodies, 1):
        middle = 0 < index < len(bodies)
        parts.append(body)
        if middle and not body.rows[body.base].endswith(" "):
            parts.append(line(" ", " "))
        parts.append(fences[index])
        if middle and not bodies[index].rows[bodies[index].base].startswith(" "):
            parts.append(line(" ", " "))
    box = beside(*parts)
    first = box.base - above
    return Box(box.width, box.rows, box.inks, box.base, first, first + height - 1)


def _big(setter: Setter, node: Node, style: int) -> Box:
    """A lone ``\\big`` delimiter; paired ones are stretched with the row they are in."""
    assert isinstance(node, Delimiter)
    if node.size < 3 or setter.one:
        return delimiter(setter, node.character, 1, 0)
    return delimiter(setter, node.character, 3, 1)


def _stretchable(node: Node) -> str:
    """The delimiter of an atom that may grow: itself or the base of its scripts."""
    if type(node) is Scripts:
        node = node.base
    if type(node) is Sym and len(node.plain) == 1:
        return node.plain if node.plain in "()[]{}⟨⟩⌊⌋⌈⌉‖|⟦⟧" else ""
    return node.character if type(node) is Delimiter else ""


def _extent(boxes: list[Box]) -> tuple[int, int]:
    above = max((box.base - box.top for box in boxes), default=0)
    below = max((box.bottom - box.base for box in boxes), default=0)
    return above, below


def _grown(setter: Setter, node: Node, above: int, below: int) -> Box:
    from content.math.scripts import attach

    fence = delimiter(setter, _stretchable(node), above + below + 1, above)
    return attach(setter, node, fence) if type(node) is Scripts else fence


def stretch(setter: Setter, parts: Parts) -> None:
    """Parentheses that belong together grow as tall as what is between them."""
    if setter.one:
        return
    boxes, nodes = parts.boxes, parts.nodes
    # Open delimiters with how far what follows them reaches above and below.
    stack: list[list[int]] = [[-1, 0, 0]]
    for index, atom in enumerate(parts.classes):
        node, box = nodes[index], boxes[index]
        if atom == OPEN and type(node) in (Sym, Delimiter) and _stretchable(node):
            stack.append([index, 0, 0])
            continue
        above, below = box.base - box.top, box.bottom - box.base
        if len(stack) > 1 and node.after == CLOSE and node.atom == CLOSE and _stretchable(node):
            first, above, below = stack.pop()
            if above or below:
                boxes[first] = _grown(setter, nodes[first], above, below)
                boxes[index] = _grown(setter, node, above, below)
        last = stack[-1]
        last[1], last[2] = max(last[1], above), max(last[2], below)
    for index, node in enumerate(nodes):
        if type(node) is Delimiter or (type(node) is Scripts and type(node.base) is Delimiter):
            mark = node.base if type(node) is Scripts else node
            if isinstance(mark, Delimiter) and mark.atom not in (OPEN, CLOSE) and index:
                above, below = _extent([boxes[index - 1]])
                if above or below:
                    boxes[index] = _grown(setter, node, above, below)


STRETCHERS.append(stretch)
BLOCK[Fence] = _fence
BLOCK[Delimiter] = _big
