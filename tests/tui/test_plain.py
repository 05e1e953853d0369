"""`review --plain`: the protocol line by line, in process with its own clock and as a script."""

from __future__ import annotations

import itertools
import re
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tui.home import find_home
from tui.opening import open_learner
from tui.plain import PlainReview
from tui.study_services import StudyServices
from tui.study_view import EVERYTHING, StudyPlan

Cli = Callable[..., Any]
OTHERS = "u undo, - bury, @ suspend, i info, e edit, ? more, q end"
ASK_CARD = f"> empty line: answer, {OTHERS}"
ASK_RATING = f"> 1 2 3 4 rate, {OTHERS}"
SHOWN = ("--topic", "l1.prog.python")
"""Cards of which the first ask for no typed answer: there a letter is a command."""
SAVED = re.compile(r"saved [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def answers(home: Path) -> list[tuple[str, str, int]]:
    """(id, card, rating) of the reviews that stand."""
    with closing(sqlite3.connect(home / "mlroad.db")) as connection:
        return connection.execute(
            "SELECT id, card, rating FROM review WHERE NOT EXISTS "
            "(SELECT 1 FROM void WHERE voids = review.act) ORDER BY at, id"
        ).fetchall()


def saved(output: str) -> list[str]:
    return [line.removeprefix("saved ") for line in output.splitlines() if SAVED.fullmatch(line)]


def questions(output: str) -> list[str]:
    """The question of each card printed, as one line."""
    found: list[str] = []
    blocks = output.split("\n\n")
    for head, body in itertools.pairwise(blocks):
        if re.match(r"\d+ due, \d+ new, \d+ learning; about", head.split("undone: ")[-1].strip()):
            found.append(" ".join(body.split()))
    return found


def test_a_script_studies_and_every_answer_is_saved(mlroad: Cli, home: Path) -> None:
    result = mlroad("review", "--plain", input="\n1\n\n2\n\n3\n\n4\nq\n")
    assert (result.code, result.err) == (0, "")
    assert [rating for _, _, rating in answers(home)] == [1, 2, 3, 4]
    assert saved(result.out) == [review for review, _, _ in answers(home)]
    assert "4 answers: 1 again, 1 hard, 1 good, 1 easy." in result.out


def test_prompts_begin_with_a_bracket_and_nothing_else_does(mlroad: Cli) -> None:
    out = mlroad("review", "--plain", *SHOWN, input="\n3\n\n\nx\n3\n").out
    prompts = [line for line in out.splitlines() if line.startswith(">")]
    assert prompts[:2] == [ASK_CARD, ASK_RATING]
    assert set(prompts) == {ASK_CARD, ASK_RATING}
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_the_buttons_say_what_will_happen(mlroad: Cli, home: Path) -> None:
    out = mlroad("review", "--plain", input="\n4\n").out
    found = re.search(r"^1 again <1m, 2 hard <6m, 3 good <10m, 4 easy (\d+)d$", out, re.MULTILINE)
    assert found is not None
    with closing(sqlite3.connect(home / "mlroad.db")) as connection:
        days, studied = connection.execute("SELECT due_day, study_day FROM review").fetchone()
    assert days - studied == int(found[1])


def test_the_answer_stays_hidden_until_it_is_asked_for(mlroad: Cli, home: Path) -> None:
    out = mlroad("review", "--plain", input="3\nnonsense\n").out
    assert "Answer" not in out.splitlines()
    assert "Look at the answer first: an empty line shows it." in out
    assert "`nonsense` is not accepted:" in out
    assert out.splitlines().count(ASK_CARD) == 3
    assert answers(home) == []


def test_an_empty_line_never_rates(mlroad: Cli, home: Path) -> None:
    out = mlroad("review", "--plain", input="\n\n\n").out
    assert "A number rates the card:" in out
    assert answers(home) == []


def test_the_end_of_the_input_ends_cleanly_anywhere(mlroad: Cli, home: Path) -> None:
    for text in ("", "\n", "\n3\n", "\n3"):
        result = mlroad("review", "--plain", input=text)
        assert (result.code, result.err) == (0, "")
        assert "Left for today:" in result.out
    assert [rating for _, _, rating in answers(home)] == [3, 3]


def test_undo_takes_the_answer_back_and_shows_that_card(mlroad: Cli, home: Path) -> None:
    result = mlroad("review", "--plain", *SHOWN, input="\n1\nu\n\n4\nq\n")
    assert "undone: Answer" in result.out
    assert [rating for _, _, rating in answers(home)] == [4]
    assert "1 answer: 0 again, 0 hard, 0 good, 1 easy." in result.out
    asked = questions(result.out)
    assert asked[0] == asked[2] != asked[1]


def test_there_may_be_nothing_to_undo(mlroad: Cli) -> None:
    assert "There is nothing to undo." in mlroad("review", "--plain", input="u\n").out


def test_bury_and_suspend_put_the_card_away_before_and_after_the_answer(
    mlroad: Cli, home: Path, cli: Cli
) -> None:
    out = mlroad("review", "--plain", *SHOWN, input="-\n\n@\nq\n").out
    assert "buried until tomorrow" in out
    assert "suspended" in out.splitlines()
    assert len(set(questions(out))) == 3
    assert [card["suspended"] for card in cli("cards", "--json").json].count(True) == 1
    assert answers(home) == []
    back = mlroad("review", "--plain", *SHOWN, input="u\nu\nq\n").out
    assert back.count("undone: ") == 2
    assert questions(back)[-1] == questions(out)[0]


def test_topic_and_limit_bound_the_review(mlroad: Cli, home: Path) -> None:
    out = mlroad("review", "--plain", "--topic", "l1.prog", "--limit", "2", input="\n4\n\n4\n").out
    assert out.count("Prerequisites / Programming / ") == 2
    assert "2 answers: 0 again, 0 hard, 0 good, 2 easy." in out
    assert "Nothing is left" in out
    assert "Left for today" not in out


def test_json_says_what_the_review_would_begin_with_and_changes_nothing(
    cli: Cli, home: Path
) -> None:
    first = cli("review", "--json", "--topic", "l1.prog.git").json
    assert first == cli("review", "--json", "--topic", "l1.prog.git").json
    assert first["card"]["topic"] == "l1.prog.git"
    assert [choice["rating"] for choice in first["card"]["choices"]] == [1, 2, 3, 4]
    assert answers(home) == []


def test_saved_is_printed_when_the_answer_is_on_the_disk(script: list[str], home: Path) -> None:
    process = subprocess.Popen(
        [*script, "review", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    deadline = threading.Timer(60, process.kill)
    deadline.start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(">"):
                process.stdin.write("3\n" if "rate" in line else "\n")
                process.stdin.flush()
            if SAVED.fullmatch(line.rstrip()):
                break
        process.kill()  # as hard as an end can be: what was said to be saved is there
        process.wait(60)
        assert [review for review, _, _ in answers(home)] == [line.split()[1]]
    finally:
        deadline.cancel()
        process.communicate()


class Desk:
    """A review in this process whose clock and lines the test gives."""

    def __init__(
        self, home: Path, lines: Iterator[str | None], plan: StudyPlan = EVERYTHING
    ) -> None:
        self.seconds = 0.0
        self.store, self.clock, self.library = open_learner(find_home(str(home)))
        self.review = PlainReview(
            StudyServices(self.store),
            plan,
            self.store,
            self.library,
            str(home),
            lambda: next(lines),
            self.monotonic,
        )

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def two_cards(home: Path) -> Path:
    """A home whose learning steps are an hour, beyond what is learned ahead."""
    from db.settings import save_settings

    store, _, _ = open_learner(find_home(str(home)))
    with closing(store):
        save_settings(store, learning_steps=(3_600, 7_200))
    return home


def test_waiting_says_when_and_offers_to_end(
    two_cards: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(two_cards, iter(["", "3", "", "what?", "u", "", "1", "q"]), StudyPlan(limit=1))
    with closing(desk.store):
        assert desk.review.run() == 0
    out = capsys.readouterr().out
    assert "Only learning cards are left; the next comes at 14:00, in 120 minutes." in out
    assert "> empty line: look again, u undo, q end" in out.splitlines()
    assert "`what?` is not accepted:" in out
    assert "undone: Answer" in out
    assert [rating for _, _, rating in answers(two_cards)] == [1]


def test_a_learning_card_within_reach_comes_at_once(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(home, iter(["", "1", "", "3", "", "3"]), StudyPlan(limit=1))
    with closing(desk.store):
        assert desk.review.run() == 0
    out = capsys.readouterr().out
    assert "Only learning cards" not in out
    assert "Nothing is left for today." in out
    assert "The next cards come " in out
    assert len(set(questions(out))) == 1


def test_the_time_from_the_question_to_the_rating_is_kept(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def lines() -> Iterator[str | None]:
        desk.seconds = 3.0
        yield ""
        desk.seconds = 7.5
        yield "3"
        yield None

    desk = Desk(home, lines())
    with closing(desk.store):
        desk.review.run()
    with closing(sqlite3.connect(home / "mlroad.db")) as connection:
        assert connection.execute("SELECT duration_ms FROM review").fetchall() == [(7500,)]
    assert "1 answer" in capsys.readouterr().out


def test_a_card_that_another_window_answered_is_not_answered_twice(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Desk(home, iter(["", "4", None]))

    def lines() -> Iterator[str | None]:
        yield ""
        other.review.run()
        yield "1"
        yield None

    desk = Desk(home, lines())
    with closing(desk.store), closing(other.store):
        desk.review.run()
    assert "Another window answered this card first" in capsys.readouterr().out
    assert [rating for _, _, rating in answers(home)] == [4]
