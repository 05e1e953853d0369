"""How many cells a terminal gives a character: none, one or two (Unicode 17)."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

# Ranges as "distance from the last end:length - 1", in base 36; all others are one cell wide.
_ZERO = """
lc:33 7o:6 7c:18 2 2:1 2:1 2 21:a 2 1b:k h 2u:6 3:5 3:1 2:3 10 v:q 2k:a 1n:8 a p:3 2:8 2:2 2:4
18:2 1o:8 17:n 2:w 1j:2 2:h 2:6 b:1 u:2 1l 2:6 3:1 3:2 a b:1 r 3:2 1l 2:4 5:1 3:2 4 v:1 4 c:2 1l
2:7 2:2 2:2 l:1 n:5 2:2 1l 2:6 3:1 3:2 8:2 b:1 v 1o:4 4:2 2:3 a 15:4 1k 2:6 2:2 2:3 8:1 c:1 u:2
1l 2:6 2:2 2:3 8:1 c:1 g d:3 1k:1 2:6 2:2 2:3 a b:1 u:2 1z 5:5 2 2:7 j:1 1q 3:6 d:7 2r 3:8 c:6
22:1 s 2 2 5:1 1e:j 2:1 6:a 2:z a 2t:j o:3 5:2 2:2 3:6 4:3 e:b 2 b:3 5f:4f 9q:2 qb:3 t:2 u:1 v:1
1t:v a 1a:4 3a:1 z 3b:b 5:b 64:4 1m:9 2:s 3 1d:19 3:b l:4 1c:g 13:8 d:2 v:c 1l:d 1d:j 49:2 2:k 5
7 3:2 5j:1r ek:4 p:6 1e:f 2p:w 2db:2 3y 2p:v ff:5 2y:1 5m n4b:3 2:9 x:1 29:1 7l 4 5 o:4 5 2c:1
1f:h r:h e 13:7 q:c 19:3 1c:d 11 1w:d d 9:1 1a:2 1f 2:2 3:1 6:1 2 16:4 6:1 6l:7 2:1 8n7:27 6xr
ki:f h:f 5s 4h 28:b ea 6b 46:4 1af:2 2:1 6:3 15:2 5 4m:1 fy:3 1u:4 8u:1 26:5 1z:a 1e:3 3f:2 1i:e
16 3:1 b:3 1a:a 8 1q:2 11:d h:1 19 d:2 1d:d 9:3 2:1 2l:b 7 3 4e:b m:3 1k:1 2:6 3:1 3:2 a b:1 3:6
4:4 1w:8 2 3 2:3 2:4 2 f:1 2b:h o 2a:j 6k:6 3:8 s:1 2b:g 2z:c 2u:e 75:e 6u:5 2:1 3:3 2 2:1 3y:6
3:6 4 t:9 15:6 2:3 9 a:a 1b:f 5j:7 5k:7 2:7 2b:l 2:d 3f:5 4 2:1 2:6 2 1v:4 2:1 2:4 9o:3 a:1 2
1d:6 4:4 o 446:g 7:e 8uh:h 1xd:4 1o:6 t5 2:1i 8:3 2a c:1 f58:1 2:3 3ml:19 3:m f3:4 4:l 3:6 v:3
45:2 1j0:1i 5:1d 9 f n:4 2:e 11t:6 2:g 3:6 2:1 2:4 2t 4h:6 ag 1q:3 e5:3 73:1 6s 3 8:1 6 d7:6
32:6 241:4 gx6p:35r
"""
_WIDE = """
3cw:2n 3i3:1 e:1 5b:3 4 3 ei:1 m:1 r:7 h:b 18 b:5 4 e 9:1 i:1 6:1 9 6 m 8:1 2 5 3 8 5:1 t 10 2
5:2 2 1q:2 p f nw:1 1g 5 mj:p 2:2g d:5x r:1l 7:e 3:2d 5:2s 6:16 2:1e 2:15 2:2d a:1b 2:13 9:mkc
4:1i wq:s hw:8mb 6l9:e7 lt:9 n:y 2:i 2:3 46:2n 3k:6 m4a:3 f:4 a:5p1 16:v 2q:36 6pq:3 2:6 2:1
2:82 g u:2 3 f:3 9:az 6bp:2e a:m 5n2 5n 5b 3:9 2u:2 e:17 5:8 8:1 f:5 4b:w d:8 2:1x 2:l d:16 5:4
d:g 4 4:2 6:1q 2 2:56 3:1q e:3 2:n j r:1 e 2f:2c 1d:1x 7 4:2 3:3 4:3 c:1 8:8 6c:b 5 7w:1a 2:9
2:54 35:c 4:a 4:1k 2 5:f 3:b 5:9 zs:1ekd 3:1ekd
"""


@cache
def _bounds(wide: bool) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for item in (_WIDE if wide else _ZERO).split():
        step, _, more = item.partition(":")
        starts.append(last + int(step, 36))
        last = starts[-1] + (int(more, 36) if more else 0)
        ends.append(last)
    return starts, ends


def _within(code: int, wide: bool) -> bool:
    starts, ends = _bounds(wide)
    index = bisect_right(starts, code) - 1
    return index >= 0 and code <= ends[index]


@cache
def cell_width(character: str) -> int:
    """Cells (0, 1 or 2) of one character; controls count as 0."""
    code = ord(character)
    if code < 0x300:
        return 0 if code < 32 or 0x7F <= code < 0xA0 or code == 0xAD else 1
    if _within(code, False):
        return 0
    return 2 if _within(code, True) else 1


def text_width(text: str) -> int:
    """Cells of a text without control characters or joiners (see ``printable``)."""
    return len(text) if text.isascii() else sum(map(cell_width, text))


def composed(text: str) -> str:
    """A letter and its mark as one character, where there is one."""
    from unicodedata import normalize

    return normalize("NFC", text)


def printable(text: str) -> str:
    """The text without what a terminal would not draw alone: controls, joiners, selectors."""
    if text.isascii() and text.isprintable():
        return text
    from unicodedata import category

    text = "".join(" " if character in "\t\n\r\f\v" else character for character in text)
    return "".join(
        character
        for character in text
        if character == " "
        or (category(character) not in _NOT_DRAWN and not _selector(ord(character)))
    )


_NOT_DRAWN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def _selector(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
