"""Fits the 21 parameters of FSRS-6 to the learner's own log, and keeps them if they are better.

The log is cut in time: from the answers before a day the parameters are learned, the answers from
that day on, about a fifth of all that are counted, are held back, and of them alone the log loss is
taken, with the parameters in force and with the fitted ones (``db.log_loss``). What is kept is the
very set that was measured. The fit is fsrs-rs's, an optional extra, in a process of its own
(``db.fit_process``).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from content.refusal import Refusal
from db.child_process import Cancelled, lines_of
from db.scheduler import Scheduler
from db.settings import ENTITY, KEY, checked

if TYPE_CHECKING:
    from db.store import Store

NEEDED = 400
"""Answers a day or more after the one before, below which a fit says more of chance than of memory:
the least that Anki asked for as long as it asked; a fifth of them are held back."""
HELD_BACK = 0.2
PACKAGE = "fsrs-rs-python>=0.9.3,<0.10"
"""The same bounds as in pyproject.toml; later ones have the 34 parameters of FSRS-7."""
_MODULE = "db.fit_process"

Progress = Callable[[float, int], None]
"""Told the share done (0 to 1) and the number of reviews, 0 until they are counted."""


class FitMissing(Refusal):
    """The library that fits is not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"fitting needs one more package: `pipx inject mlroad '{PACKAGE}'`, "
            "or `pip install 'mlroad[optimize]'`"
        )


class FitRefused(Refusal):
    """There is not enough in the log yet, or the library is of another version."""


class NotBetter(Refusal):
    """The fitted parameters predict no better than those in force; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit and its proof.

    ``reviews`` are all answers of the log that count, ``held_back`` those that were predicted and
    not learned from. Losses are mean log losses over them in nats, errors RMSE in bins (0..1),
    with the parameters ``before`` and with ``parameters``.
    """

    parameters: tuple[float, ...]
    before: tuple[float, ...]
    reviews: int
    held_back: int
    loss_before: float
    loss_after: float
    error_before: float
    error_after: float

    @property
    def better(self) -> bool:
        """Whether what was held back is predicted better than with the parameters in force."""
        return self.loss_after < self.loss_before


def can_fit() -> bool:
    """Return whether the library that fits is installed; it is not imported."""
    return find_spec("fsrs_rs_python") is not None


def fit_in_process(path: str, progress: Progress, cancelled: Cancelled) -> Fit:
    """Fit to the log of the database at ``path``, which is only read.

    ``cancelled`` is asked many times a second; the process is gone before Cancel is raised.
    Raises FitMissing, FitRefused, ChildFailed, Cancel.
    """
    if not can_fit():
        raise FitMissing
    creeping = _Creeping(progress)
    with closing(lines_of(_MODULE, {"path": path}, cancelled, "the fit")) as lines:
        for said in lines:
            if said is None:
                creeping.wait()
            elif "refusal" in said:
                raise FitRefused(said["refusal"])
            elif "fit" in said:
                found = said["fit"]
                progress(1.0, found["reviews"])
                for name in ("parameters", "before"):
                    found[name] = tuple(found[name])
                return Fit(**found)
            else:
                creeping.reach(**said)
    raise RuntimeError("the process of the fit has said nothing")


class _Creeping:
    """The progress within a part that tells nothing: it nears its end and never reaches it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._from = self._to = 0.0
        self._looks = 0
        self._expected = 1.0
        self._reviews = 0
        self.reach(0.0, 0.2, 1.0, 0)

    def reach(self, share: float, towards: float, seconds: float, reviews: int) -> None:
        self._from, self._to, self._looks, self._reviews = share, towards, 0, reviews
        self._expected = max(seconds, 0.1)
        self._progress(share, reviews)

    def wait(self) -> None:
        self._looks += 1
        near = 1.0 - math.exp(-self._looks * 0.05 / self._expected)
        self._progress(self._from + (self._to - self._from) * near, self._reviews)


def keep(store: Store, fit: Fit) -> int:
    """Take the fitted parameters into use and recompute the memory of all cards, in one act.

    No due date moves; undo brings parameters and memory back. Returns the number of cards
    recomputed. Raises NotBetter, ValueError for parameters out of FSRS's bounds, StoreError.
    """
    from db.replay import recompute

    if not fit.better:
        raise NotBetter("these parameters predict no better than yours; yours were kept")
    Scheduler(replace(store.settings(), parameters=fit.parameters))
    with store.transaction() as transaction:
        transaction.act("Fit parameters")
        transaction.change(ENTITY, KEY, "parameters", checked("parameters", fit.parameters))
        return recompute(transaction.connection)
