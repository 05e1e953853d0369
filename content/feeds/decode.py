"""Bytes of a feed to text: the right charset, and nothing that XML forbids."""

from __future__ import annotations

import codecs
import html.entities
import re

_DECLARED = re.compile(
    rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,8}=\s{0,8}["']([A-Za-z0-9._:-]{1,40})["']"""
)
_CHARSET = re.compile(r"""charset\s{0,8}=\s{0,8}["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
# Codecs of text that are slow or are no charset of any feed.
_REFUSED = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs"))
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));")
_ENTITY = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31});|(?!#))")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)


def _usable(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # a codec from bytes to bytes raises here
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if found in _REFUSED else found


def _charset(data: bytes, content_type: str) -> str:
    """What the document says, else what the server says; UTF-8 that is valid is believed first."""
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    said = _DECLARED.match(data)
    served = _CHARSET.search(content_type)
    names = [said.group(1).decode("ascii")] if said else []
    names += [served.group(1)] if served else []
    for name in names:
        found = _usable(name)
        if found is not None and not found.startswith(("utf-8", "utf-16", "utf-32", "ascii")):
            return found
    return "cp1252"


def decode(data: bytes, content_type: str = "") -> str:
    """The text of a reply. Wrong charsets give replacement characters, never an error."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace").removeprefix("\ufeff")
    try:
        return data.decode(_charset(data, content_type), "replace")
    except (LookupError, UnicodeError):  # a codec that fails by itself, such as a stateful one
        return data.decode("latin-1")


def _reference(match: re.Match[str]) -> str:
    number = int(match.group(1), 16) if match.group(1) else int(match.group(2))
    if number in (9, 10, 13) or (number >= 32 and not 0xD800 <= number <= 0xDFFF):
        return match.group(0) if number < 0xFFFE or 0xFFFF < number <= 0x10FFFF else ""
    return ""


def sanitise(text: str) -> str:
    """The text without characters and character references that make XML unreadable.

    A reference to a lone surrogate would make the parser raise, one to ESC would make it give up.
    """
    return _REFERENCE.sub(_reference, _INVALID.sub("", text))


def _entity(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _XML_ENTITIES:
        return match.group(0)
    known = html.entities.html5.get(f"{name};") if name else None
    return known if known is not None else "&amp;" + match.group(0)[1:]


def mend(text: str) -> str:
    """The text with HTML's entities as characters and bare ampersands escaped."""
    return _ENTITY.sub(_entity, text)
