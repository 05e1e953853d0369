"""The words of a card as the writing rules count them: a formula or a piece of code is one word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from content.formulas import find_formulas
from content.notes import read_cloze

FORMULA = "\N{MATHEMATICAL ITALIC SMALL F}"
"""Stands for a formula or a piece of code among the words."""
_FENCE = re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_SLOT = re.compile(r"\{=?[^{}\n]+\}")
_WORD = re.compile(r"[^\W_]+(?:['’.\-/][^\W_]+)*")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\W])|\n\s*\n")


def plain(text: str) -> str:
    """Return the text with each formula, piece of code and slot as the one word FORMULA."""
    text = _FENCE.sub(f" {FORMULA} ", text)
    parts: list[str] = []
    at = 0
    for one in find_formulas(text):
        signs = 2 if one.start > 1 and text.startswith("$$", one.start - 2) else 1
        parts += [text[at : one.start - signs], f" {FORMULA} "]
        at = one.start + len(one.latex) + signs
    joined = "".join((*parts, text[at:]))
    return _SLOT.sub(FORMULA, _CODE.sub(FORMULA, joined)).replace("**", "")


def tokens(text: str) -> frozenset[str]:
    """Return the different words, formulas and pieces of code of a text, each formula as it is."""
    formulas = ("".join(one.latex.split()) for one in find_formulas(text))
    found = {*words(text), *formulas, *_CODE.findall(text)}
    return frozenset(found - {FORMULA})


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, formulas among them."""
    return _WORD.findall(plain(text).casefold())


def first_sentence(text: str) -> str:
    """Return the first sentence, or the first paragraph or item where no sentence ends before."""
    return _SENTENCE.split(plain(text).strip(), 1)[0]


def items(text: str) -> int:
    """Return the number of list items."""
    return len(_ITEM.findall(plain(text)))


def asked(node: Mapping[str, Any]) -> str:
    """Return the front as it is asked; of a cloze the text with its deletions filled in."""
    front: str = node["front"]
    if node["kind"] != "cloze":
        return front
    deletions, _ = read_cloze(front)
    for one in reversed(deletions):
        front = front[: one.start] + one.answer + front[one.end :]
    return front


def answered(node: Mapping[str, Any]) -> str:
    """Return what has to be known: the answer to type, or the back."""
    if node["kind"] == "typed":
        return str(node["answer"])
    return str(node.get("back") or "")
