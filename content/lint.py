"""Checks content files wherever they lie: a folder, or one file beside all that is in use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from content.cards.deck import check_deck
from content.cards.writing import check_card
from content.files import NAMES, SHIPPED, content_files
from content.formula_rule import check_formulas
from content.library import read_checked
from content.links import Pieces
from content.model import Fault

OF_WHOLE_TOPICS = frozenset({"no-goal", "goal-without-card", "skills", "recall", "contrast"})
"""Rules that are warnings in the learner's own files, where a topic begins with one card."""
Check = Callable[[Pieces], Iterable[Fault]]
_WHOLE_FILES = NAMES
_OF_A_LIBRARY = "sources.yaml"
"""The file that makes a folder a library of its own: the learner's folder has none."""


def lint(path: Path | None, own: Path, shipped: Path = SHIPPED) -> tuple[Fault, ...]:
    """Every fault at ``path`` (a folder, a file, None for all in use) by the rules of content.

    Those of schema and links come first; those of formulas and writing where there are none.
    ``own`` is the learner's folder. A folder with a ``sources.yaml`` is checked by itself as a
    whole library, any other one as what is added to the shipped content. Raises OSError.
    """
    library = path if path and (path / _OF_A_LIBRARY).is_file() else shipped

    def check(pieces: Pieces) -> list[Fault]:
        return _check(pieces, library)

    return faults_at(path, own, shipped, check)


def _check(pieces: Pieces, library: Path) -> list[Fault]:
    within = {file: Path(file).is_relative_to(library) for file in _files(pieces)}
    written = [fault for piece in pieces.cards for fault in check_card(piece)]
    faults = [*check_formulas(pieces), *written, *check_deck(pieces, within.__getitem__)]
    levelled = (
        replace(fault, level="warning")
        if fault.rule in OF_WHOLE_TOPICS and not within[fault.file]
        else fault
        for fault in faults
    )
    return sorted(levelled, key=lambda fault: (fault.file, fault.line))


def _files(pieces: Pieces) -> set[str]:
    return {piece.file for group in pieces for piece in group}


def faults_at(
    path: Path | None, own: Path, shipped: Path, check: Check, *, alone: bool = False
) -> tuple[Fault, ...]:
    """Every fault of schema and links at ``path``; where there is none, those of ``check``.

    ``alone`` says that of one file only its own cards are given to ``check``.
    """
    if path is None:
        return _faults(own, shipped, check)[0]
    if path.is_dir():
        whole = (path / _OF_A_LIBRARY).is_file()
        return (_faults(None, path, check) if whole else _faults(path, shipped, check))[0]
    return _faults_of_file(path, own, shipped, check, alone)


def _faults(own: Path | None, shipped: Path, check: Check) -> tuple[tuple[Fault, ...], bool]:
    """The faults, and whether they kept ``check`` from being made."""
    pieces, _, faults = read_checked(own, shipped)
    return tuple(faults or check(pieces)), bool(faults)


def _faults_of_file(
    path: Path, own: Path, shipped: Path, check: Check, alone: bool
) -> tuple[Fault, ...]:
    """The faults of one file; if it has none itself, those that kept it from being checked."""
    used = [*content_files(shipped), *(content_files(own) if own.is_dir() else ())]
    if any(path.samefile(one) for one in used):
        faults, unchecked = _faults(own, shipped, _of(path, check) if alone else check)
    else:
        faults, unchecked = _faults_beside(path, own, shipped, check, alone)
    mine = tuple(fault for fault in faults if Path(fault.file).samefile(path))
    found = tuple(replace(fault, file=str(path)) for fault in mine)
    return found or (faults if unchecked else ())


def _of(file: Path, check: Check) -> Check:
    """The check, of the cards of one file."""

    def narrowed(pieces: Pieces) -> Iterable[Fault]:
        mine = {name for name in _files(pieces) if file.samefile(name)}
        return check(pieces._replace(cards=[one for one in pieces.cards if one.file in mine]))

    return narrowed


def _faults_beside(
    path: Path, own: Path, shipped: Path, check: Check, alone: bool
) -> tuple[tuple[Fault, ...], bool]:
    """The faults as if the file lay in the learner's folder: a copy of both is checked."""
    with tempfile.TemporaryDirectory(prefix="mlroad-lint-") as name:
        folder = Path(name)
        places: dict[str, str] = {}
        for one in content_files(own) if own.is_dir() else ():
            places[_copy(one, folder / one.relative_to(own))] = str(one)
        target = folder / path.name if path.name in _WHOLE_FILES else folder / "cards" / "~" / "it"
        copy = target if path.name in _WHOLE_FILES else target.with_suffix(".yaml")
        places[_copy(path, copy)] = str(path)
        faults, unchecked = _faults(folder, shipped, _of(copy, check) if alone else check)
        return tuple(_at(fault, places) for fault in faults), unchecked


def _copy(source: Path, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return str(target)


def _at(fault: Fault, places: dict[str, str]) -> Fault:
    """The fault with the paths of the files that were copied."""
    message = fault.message
    for copy, original in places.items():
        message = message.replace(copy, original)
    return replace(fault, file=places.get(fault.file, fault.file), message=message)
