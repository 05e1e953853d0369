"""Simulates the learner's deck at several desired retentions, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass

from db.child_process import Cancelled, lines_of
from db.simulate import Limits, Simulation

RETENTIONS = (0.80, 0.85, 0.90, 0.95)
DAYS_MAX = 3_650
_MODULE = "db.simulate_process"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What was asked and what came of it, a simulation for each retention, in the order asked.

    ``seen`` and ``new`` are the cards of the deck today.
    """

    limits: Limits
    seen: int
    new: int
    simulations: tuple[Simulation, ...]


def what_if(
    path: str,
    day: int,
    limits: Limits,
    retentions: Sequence[float] = RETENTIONS,
    *,
    cancelled: Cancelled = lambda: False,
    progress: Callable[[float], None] = lambda share: None,
    seed: int = 1,
) -> WhatIf:
    """Simulate the deck of the database at ``path``, which is only read, from study day ``day``.

    ``progress`` is told the share done after each retention. Raises ChildFailed, Cancel;
    ValueError for more than 3,650 days, fewer than one, or a limit below 0.
    """
    if not 1 <= limits.days <= DAYS_MAX:
        raise ValueError(f"a simulation covers 1 to {DAYS_MAX} days, not {limits.days}")
    if min(limits.new, limits.reviews, limits.minutes or 0) < 0:
        raise ValueError("a limit cannot be below 0")
    asked = {
        "path": path,
        "day": day,
        "limits": asdict(limits),
        "retentions": list(retentions),
        "seed": seed,
    }
    found: list[Simulation] = []
    seen = new = 0
    with closing(lines_of(_MODULE, asked, cancelled, "the simulation")) as lines:
        for said in lines:
            if said is None:
                continue
            seen, new = said.pop("seen"), said.pop("cards_new")
            series = {name: tuple(of) for name, of in said.items() if name != "retention"}
            found.append(Simulation(said["retention"], **series))
            progress(len(found) / len(retentions))
    return WhatIf(limits, seen, new, tuple(found))
