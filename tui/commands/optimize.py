"""Fit the 21 parameters of FSRS-6 to your reviews; say whether they are better.

They are learned from the older reviews; the newest fifth is held back, and of
it the log loss is shown with your parameters and with the fitted ones (less is
better). --apply takes them into use if they are better: the memory of every
card is computed anew, no due date moves, and undo (u in the dashboard) brings
everything back. Needs the extra `optimize`.
"""

from __future__ import annotations

import sys
from contextlib import closing

from tui.cleaning import plural
from tui.commands.output import say, say_json, say_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from db.fit import Fit
    from tui.commands.call import Call


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to keep what was found."""
    parser.add_argument(
        "--apply", action="store_true", help="take the parameters into use if they are better"
    )


def run(call: Call) -> int:
    """Fit, print the proof, keep the parameters if asked."""
    from db.fit import FitMissing, can_fit, fit_in_process, keep
    from tui.opening import open_learner

    if not can_fit():
        raise FitMissing
    store, _, _ = open_learner(call.home)
    with closing(store), closing(_Progress(not call.json)) as progress:
        fit = fit_in_process(store.path, progress.show, lambda: False)
        progress.close()
        applied = keep(store, fit) if call.options.apply and fit.better else None
    if call.json:
        return say_json(_document(fit, applied is not None))
    _say_fit(fit)
    _say_verdict(fit, applied)
    return 0


class _Progress:
    """A line on standard error that is written over, where that is a terminal."""

    def __init__(self, wanted: bool) -> None:
        self._shown = ""
        self._wanted = wanted and sys.stderr is not None and sys.stderr.isatty()

    def show(self, share: float, reviews: int) -> None:
        """Say how far it is."""
        line = f"{share:4.0%}  {plural(reviews, 'review')}" if reviews else f"{share:4.0%}"
        if self._wanted and line != self._shown:
            self._shown = line
            print(f"\r{line:<40}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._shown = ""
            print(f"\r{'':<40}\r", end="", file=sys.stderr, flush=True)


def _document(fit: Fit, applied: bool) -> dict[str, object]:
    """The shape of `optimize --json`."""
    return {
        "reviews": fit.reviews,
        "held_back": fit.held_back,
        "loss_before": fit.loss_before,
        "loss_after": fit.loss_after,
        "error_before": fit.error_before,
        "error_after": fit.error_after,
        "better": fit.better,
        "applied": applied,
        "parameters": list(fit.parameters),
        "parameters_before": list(fit.before),
    }


def _say_fit(fit: Fit) -> None:
    say(f"{plural(fit.reviews, 'review')}, of which the last {fit.held_back} were held back.\n")
    say_rows(
        [
            ("log loss", f"{fit.loss_before:.4f}", f"{fit.loss_after:.4f}"),
            ("error in bins", f"{fit.error_before:.2%}", f"{fit.error_after:.2%}"),
        ],
        heads=("Held back", "Yours", "Fitted"),
        right=(1, 2),
    )
    say("\nFitted parameters")
    for start in range(0, len(fit.parameters), 7):
        say("  " + " ".join(f"{one:9.4f}" for one in fit.parameters[start : start + 7]).rstrip())
    say()


def _say_verdict(fit: Fit, applied: int | None) -> None:
    if not fit.better:
        say("Not better than yours: yours stay.")
    elif applied is None:
        say("Better than yours. `mlroad optimize --apply` takes them into use.")
    else:
        say(f"In use: the memory of {plural(applied, 'card')} was computed anew.")
        say("No due date was moved; in `mlroad`, B shows what a reschedule would do.")
