"""`mlroad intervals`: the recorded histories of FSRS-6, and every way to ask wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[1] / "db" / "data" / "fsrs6.json"
NAMES = ("again", "hard", "good", "easy")
Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    return json.loads(DATA.read_text())


def parameters_file(folder: Path, numbers: list[float]) -> str:
    path = folder / "parameters.json"
    path.write_text(json.dumps(numbers))
    return str(path)


def test_histories_are_those_of_fsrs_rs(cli: Cli, recorded: dict[str, Any], tmp_path: Path) -> None:
    for case in recorded["cases"][:20]:
        path = parameters_file(tmp_path, recorded["params"][case["params"]])
        history = [f"{rating}@{days}" for rating, days in case["history"]]
        history.append(f"3@{case['then_elapsed']}")
        for desired, intervals in case["unfuzzed_intervals"].items():
            arguments = ("--no-fuzz", "--parameters", path, "--retention", desired, "--json")
            rows = cli("intervals", *history, *arguments).json
            for row, (rating, days), state in zip(
                rows, case["history"], case["states"], strict=False
            ):
                assert (row["rating"], row["elapsed_days"]) == (rating, days)
                assert row["stability"] == pytest.approx(state[0], rel=1e-4)
                assert row["difficulty"] == pytest.approx(state[1], abs=1e-4)
            assert rows[0]["retrievability"] is None
            assert rows[-1]["retrievability"] == pytest.approx(case["R"], abs=1e-4)
            assert tuple(rows[-1]["intervals"]) == NAMES
            found = list(rows[-1]["intervals"].values())
            assert found == pytest.approx(intervals, rel=1e-4)


def test_the_keys_are_those_of_the_design(cli: Cli, home: Path) -> None:
    rows = cli("intervals", "good", "--json").json
    keys = ("rating", "elapsed_days", "stability", "difficulty", "retrievability", "intervals")
    assert tuple(rows[0]) == keys
    assert not home.exists()


def test_names_and_numbers_are_the_same(cli: Cli) -> None:
    words = cli("intervals", "Again", "hard@1", "GOOD@4", "easy@9", "--json").json
    assert words == cli("intervals", "1", "2@1", "3@4", "4@9", "--json").json


def test_without_days_the_card_is_answered_when_it_is_due(cli: Cli) -> None:
    rows = cli("intervals", "3", "3", "3", "--json").json
    for before, after in pairwise(rows):
        assert after["elapsed_days"] == before["intervals"]["good"]


def test_fuzzed_intervals_are_whole_days_in_order(cli: Cli) -> None:
    rows = cli("intervals", "3", "3", "2", "3", "4", "3", "--json").json
    for row in rows[1:]:
        _, hard, good, easy = row["intervals"].values()
        assert hard < good < easy
        assert {number % 1 for number in (hard, good, easy)} == {0}


def test_an_interval_within_a_day_is_a_part_of_one(cli: Cli) -> None:
    row = cli("intervals", "1", "--json").json[0]
    assert 0 < row["intervals"]["again"] < 0.5
    assert cli("intervals", "1", "3", "--json").json[1]["elapsed_days"] == 0


def test_more_retention_means_shorter_intervals(cli: Cli) -> None:
    def good(retention: str) -> float:
        rows = cli("intervals", "3", "--no-fuzz", "--retention", retention, "--json").json
        return rows[0]["intervals"]["good"]

    assert good("0.95") < good("90%") < good("0.7")
    assert good("90 %") == good("0.9")


def test_the_learners_own_settings_hold(cli: Cli, home: Path) -> None:
    from contextlib import closing

    from db.settings import save_settings
    from tui.home import Home
    from tui.opening import open_database

    shipped = cli("intervals", "3", "--no-fuzz", "--json").json
    folder = str(home)
    store, _ = open_database(Home(folder, folder, folder, folder))
    with closing(store):
        save_settings(store, desired_retention=0.8)
    own = cli("intervals", "3", "--no-fuzz", "--json").json
    assert own[0]["intervals"]["good"] > shipped[0]["intervals"]["good"]


def test_words_are_a_table_in_80_columns(cli: Cli) -> None:
    result = cli("intervals", "3", "3", "1", "4@400", "--no-fuzz")
    lines = result.out.splitlines()
    assert (result.code, result.err, len(lines)) == (0, "", 5)
    assert lines[0].split() == [
        *("Rating", "Days", "Recall", "Stability", "Difficulty"),
        *("Again", "Hard", "Good", "Easy"),
    ]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "R[@DAYS]"),
        (["5"], "`5` is no rating: 1 to 4, or again, hard, good, easy"),
        (["3", "god@3"], "`god@3` is no rating"),
        (["3@"], "behind @ stands a whole number of days"),
        (["3@-1"], "behind @ stands a whole number of days"),
        (["3@1.5"], "behind @ stands a whole number of days"),
        (["3@99999999"], "behind @ stands a whole number of days"),
        (["3", "--retention", "1"], "--retention must be 0.70 to 0.99, not `1`"),
        (["3", "--retention", "nan"], "--retention must be 0.70 to 0.99"),
        (["3", "--retention", "much"], "--retention must be 0.70 to 0.99"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], words: str, cli: Cli) -> None:
    result = cli("intervals", *arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert result.err.count("\n") == 1
    assert "mlroad intervals --help" in result.err


GOOD = (
    "0.212 1.2931 2.3065 8.2956 6.4133 0.8334 3.0194 0.001 1.8722 0.1666 0.796 1.4835 0.0614 "
    "0.2629 1.6483 0.6014 1.8729 0.5425 0.0912 0.0658 0.1542"
)


@pytest.mark.parametrize("text", [GOOD, GOOD.replace(" ", "\n"), f"[{GOOD.replace(' ', ', ')}]\n"])
def test_a_file_of_parameters_may_be_json_or_plain(text: str, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.write_text(text)
    given = cli("intervals", "3", "3", "--no-fuzz", "--parameters", str(path), "--json").json
    assert given == cli("intervals", "3", "3", "--no-fuzz", "--json").json


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "21 parameters, here 0 numbers"),
        ("1\n2\n3\n", 3, "21 parameters, here 3 numbers"),
        ("1 " * 17, 1, "17 numbers, as FSRS-4.5 had"),
        ("1 " * 19, 1, "19 numbers, as FSRS-5 had"),
        ("1 " * 21 + "\n" + "1 2", 2, "here 23 numbers"),
        (GOOD.replace(" 6.4133", "\n0.5"), 2, "parameter 4 (counted from 0) is 0.5"),
        (GOOD.replace("1.2931", "\nx"), 2, "`x` is no number"),
        (GOOD.replace("1.2931", "nan"), 1, "`nan` is no number"),
        ("[1,\n2", 2, "no JSON list"),
        ('{"w": [1]}', 1, "should be one JSON list"),
        ("[[1]]", 1, "should be one JSON list"),
        ("[" * 30_000, 1, "JSON list"),
    ],
)
def test_what_is_wrong_in_it_has_file_and_line(
    text: str, line: int, words: str, cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "p"
    path.write_text(text)
    result = cli("intervals", "3", "--parameters", str(path))
    assert (result.code, result.out) == (2, "")
    assert f"{path}:{line}: " in result.err
    assert words in result.err
    assert result.err.count("\n") == 1


def test_a_file_that_is_not_there_is_named(cli: Cli, tmp_path: Path) -> None:
    result = cli("intervals", "3", "--parameters", str(tmp_path / "none"))
    assert result.code == 2
    assert "No such file or directory" in result.err
    assert cli("intervals", "3", "--parameters", str(tmp_path)).code == 2
