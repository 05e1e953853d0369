"""The process that fits (`python -m db.fit_process`): one document in, lines of JSON out.

The only module that imports fsrs-rs; its fit holds the interpreter's lock and cannot be told to
stop, so it runs where it can be ended. See ``db.fit`` for what is fitted and measured.
"""

from __future__ import annotations

import gc
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from itertools import chain, compress, islice
from typing import TYPE_CHECKING, Any

from db.connection import connect_for_reading
from db.fit import HELD_BACK, NEEDED, PACKAGE, Fit, FitRefused
from db.fit_histories import History, gather_histories
from db.formulas import Formulas
from db.log_loss import Measure, asked, measure
from db.scheduler import Scheduler
from db.settings import PARAMETERS, settings_of

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSReview

LONGEST = 256
"""Answers of a card that are learned from; the library leaves longer histories out."""
DIGITS = 6
_FIT_S = 5e-6
_MEASURE_S = 1e-6
"""Seconds a review, for the progress alone."""


def main() -> int:
    """Read the document, fit, say what was found."""
    path = json.load(sys.stdin)["path"]
    gc.disable()  # millions of tuples and no cycles
    try:
        fit = _fit(path)
    except FitRefused as error:
        _say({"refusal": str(error)})
        return 0
    _say({"fit": asdict(fit)})
    return 0


def _say(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)


def _fit(path: str) -> Fit:
    with closing(connect_for_reading(path)) as connection:
        settings = settings_of(connection)
        histories = gather_histories(connection)
    reviews = sum(len(history.ratings) for history in histories)
    cut = cut_day(histories)
    before = Scheduler(settings).numbers
    _reach(0.2, 0.9, reviews * _FIT_S, reviews)
    after = fitted(histories, cut, len(settings.relearning_steps))
    _reach(0.9, 0.99, reviews * _MEASURE_S, reviews)
    old, new = measured(histories, cut, before, after)
    return Fit(after, before, reviews, old.answers, old.loss, new.loss, old.error, new.error)


def _reach(share: float, towards: float, seconds: float, reviews: int) -> None:
    _say({"share": share, "towards": towards, "seconds": seconds, "reviews": reviews})


def cut_day(histories: list[History]) -> int:
    """Return the study day from which answers are held back: about a fifth of those that count.

    Raises FitRefused if fewer than NEEDED count, or all of them lie on one day.
    """
    counted = (compress(history.days, history.elapsed) for history in histories)
    days = sorted(chain.from_iterable(counted))
    if len(days) < NEEDED:
        raise FitRefused(
            f"a fit needs {NEEDED} reviews of cards seen on an earlier day; there are {len(days)} "
            "so far, and the default parameters serve well until then"
        )
    cut = days[int(len(days) * (1.0 - HELD_BACK))]
    if cut == days[0]:
        raise FitRefused("nearly all reviews lie on one day; a fit needs reviews of more days")
    return cut


def fitted(histories: list[History], cut: int, relearning_steps: int) -> tuple[float, ...]:
    """Return the parameters that fsrs-rs finds for the answers before study day ``cut``.

    Raises FitRefused if the library has another number of parameters than FSRS-6.
    """
    from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem

    if len(DEFAULT_PARAMETERS) != PARAMETERS:
        raise FitRefused(
            f"the fsrs-rs-python that is installed has {len(DEFAULT_PARAMETERS)} parameters, "
            f"FSRS-6 has {PARAMETERS}; install '{PACKAGE}'"
        )
    items: defaultdict[int, list[FSRSItem]] = defaultdict(list)
    for history, reviews in zip(histories, _reviews(histories), strict=True):
        times = zip(history.days, history.elapsed, strict=True)
        for length, (day, elapsed) in enumerate(islice(times, LONGEST), 1):
            if day >= cut:
                break
            if elapsed:
                items[day].append(FSRSItem(reviews[:length]))
    # The library gives later ones more weight.
    in_order = [item for day in sorted(items) for item in items[day]]
    found = FSRS(DEFAULT_PARAMETERS).compute_parameters(
        in_order, num_relearning_steps=relearning_steps
    )
    return tuple(round(number, DIGITS) for number in found)


def measured(histories: list[History], cut: int, *sets: Sequence[float]) -> list[Measure]:
    """Return how well each set of parameters predicts the answers from study day ``cut`` on.

    Memory comes from each card's first answer on, so that what was before counts as history. The
    library works it out, in half the time that ours take and in floats of 32 bits, which moves the
    loss by less than 1e-6: a test holds it to our own formulas.
    """
    from fsrs_rs_python import FSRS, FSRSItem

    later = [history for history in histories if max(history.days) >= cut]
    answers = asked(later, cut)
    items = [FSRSItem(reviews) for reviews in _reviews(later)]
    return [
        measure(answers, FSRS(list(one)).historical_memory_state_batch(items), Formulas(one))
        for one in sets
    ]


def _reviews(histories: list[History]) -> Iterator[list[FSRSReview]]:
    """The reviews of each history as the library's own."""
    known = _Reviews()
    for history in histories:
        yield list(map(known.__getitem__, zip(history.ratings, history.elapsed, strict=True)))


class _Reviews(dict[tuple[int, int], "FSRSReview"]):
    """One object for all reviews of the same rating and days elapsed: made when first asked for."""

    def __missing__(self, key: tuple[int, int]) -> FSRSReview:
        from fsrs_rs_python import FSRSReview

        self[key] = made = FSRSReview(*key)
        return made


if __name__ == "__main__":
    sys.exit(main())
