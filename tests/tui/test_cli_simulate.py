"""`mlroad simulate` and `mlroad optimize`: what they print, refuse, keep and leave behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time as system_time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from simulated_log import write_log

import db.fit
from db.clock import Clock
from db.model import StudySettings
from db.scheduler import Scheduler
from db.store import open_store

Cli = Callable[..., Any]
DEFAULTS = Scheduler(StudySettings()).numbers
FORGETFUL = (0.1, 0.5, 1.2, 3.0, *DEFAULTS[4:8], 1.3, *DEFAULTS[9:20], 0.3)
TODAY = 20_643
"""9 July 2026, when these tests live."""


@pytest.fixture
def practised(home: Path) -> Path:
    """A home whose learner forgets sooner than the defaults predict."""
    path = home / "mlroad.db"
    store = open_store(str(path), device="one", clock=Clock(now=lambda: TODAY * 86_400.0))
    write_log(store, cards=400, days=250, true=FORGETFUL, believed=DEFAULTS, first_day=TODAY - 251)
    store.close()
    return home


def narrow(text: str) -> bool:
    return max(map(len, text.splitlines())) <= 80


def test_simulate_sets_retentions_side_by_side(cli: Cli) -> None:
    words = cli("simulate", "--days", "40")
    assert words.code == 0
    assert narrow(words.out)
    for said in ("80%", "85%", "90% (yours)", "95%", "Minutes a day", "Remembered"):
        assert said in words.out
    found = cli("simulate", "--days", "40", "--json").json
    assert [one["retention"] for one in found["simulations"]] == [0.8, 0.85, 0.9, 0.95]
    assert found["days"] == 40
    assert found["cards_new"] > 0
    for one in found["simulations"]:
        assert {len(one[name]) for name in ("reviews", "minutes", "new", "backlog")} == {40}


def test_simulate_follows_one_retention_by_months(cli: Cli) -> None:
    words = cli("simulate", "--retention", "0.9", "--new", "0", "--days", "70", "--minutes", "5")
    assert words.code == 0
    assert narrow(words.out)
    rows = words.out.splitlines()
    assert [row.split()[0] for row in rows[-3:]] == ["1-30", "31-60", "61-70"]


def test_the_same_question_has_the_same_answer(cli: Cli) -> None:
    question = ("simulate", "--days", "30", "--json")
    assert cli(*question).out == cli(*question).out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--retention", "1.5"), "--retention must be 0.7 to 0.99"),
        (("--retention", "nan"), "--retention must be"),
        (("--days", "99999"), "--days must be at most 3650"),
        (("--days", "0"), "whole number from 1 on"),
        (("--new", "-1"), "whole number"),
        (("--minutes", "0"), "whole number from 1 on"),
    ],
)
def test_simulate_refuses_what_makes_no_sense(
    arguments: tuple[str, ...], words: str, cli: Cli
) -> None:
    found = cli("simulate", *arguments)
    assert found.code == 2
    assert words in found.err
    assert found.out == ""


def test_optimize_names_the_extra_where_it_is_missing(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.fit, "find_spec", lambda name: None)
    found = cli("optimize")
    assert found.code == 1
    assert found.err.count("\n") == 1
    assert "pipx inject mlroad 'fsrs-rs-python>=0.9.3,<0.10'" in found.err
    assert "pip install 'mlroad[optimize]'" in found.err


def test_the_bounds_of_the_package_are_those_of_the_extra() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert f'optimize = ["{db.fit.PACKAGE}"]' in text


def test_optimize_refuses_too_short_a_log(cli: Cli) -> None:
    pytest.importorskip("fsrs_rs_python")
    found = cli("optimize")
    assert found.code == 1
    assert "needs 400 reviews" in found.err
    assert "there are 0 so far" in found.err


def test_optimize_shows_the_proof_and_keeps_only_when_asked(practised: Path, cli: Cli) -> None:
    pytest.importorskip("fsrs_rs_python")
    found = cli("optimize", "--json").json
    assert found["better"] is True
    assert found["applied"] is False
    assert found["loss_after"] < found["loss_before"]
    assert len(found["parameters"]) == len(found["parameters_before"]) == 21
    words = cli("optimize")
    assert (words.code, words.err) == (0, "")
    assert narrow(words.out)
    assert "Better than yours. `mlroad optimize --apply`" in words.out
    kept = cli("optimize", "--apply")
    assert "In use: the memory of 400 cards was computed anew." in kept.out
    again = cli("optimize", "--apply", "--json").json
    assert again["parameters_before"] == found["parameters"]
    assert (again["better"], again["applied"]) == (False, False)
    assert "Not better than yours: yours stay." in cli("optimize").out


def test_ctrl_c_ends_optimize_and_its_process(
    practised: Path, script: list[str], tmp_path: Path
) -> None:
    pytest.importorskip("fsrs_rs_python")
    # In the place of the library something that never ends, and says that it has begun.
    folder, begun = tmp_path / "fsrs_rs_python", tmp_path / "begun"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        f"import os, threading\nopen({str(begun)!r}, 'w').write(str(os.getpid()))\n"
        "threading.Event().wait()\n"
    )
    running = subprocess.Popen(
        [*script, "optimize"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    end = system_time.monotonic() + 20
    while not (begun.exists() and begun.read_text()) and system_time.monotonic() < end:
        assert running.poll() is None, running.communicate()
    child = int(begun.read_text())
    running.send_signal(signal.SIGINT)
    asked = system_time.monotonic()
    out, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert system_time.monotonic() - asked < 2
    assert (out, err) == (b"", b"")
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
