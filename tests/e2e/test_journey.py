"""The learner's way: first start without a network, map, reviews, undo, quit, and on again."""

from __future__ import annotations

import json
import re
import signal
from typing import Any

import pytest

RATINGS = (4, 3, 1, 4, 2, 3, 4, 4, 3, 4)
# Stability in days after a first answer: the first four of FSRS-6's published default parameters.
FIRST_STABILITY = {1: 0.212, 2: 1.2931, 3: 2.3065, 4: 8.2956}


def test_first_start_ten_reviews_undo_quit_and_restart(learner: Any, reviewing: Any) -> None:
    assert not learner.home.exists()
    terminal = learner.open()
    terminal.wait_for(reviewing.TODAY)

    terminal.press("M")
    terminal.wait_for("▾ Linear algebra")
    terminal.press("j", "j", "j")
    terminal.wait_for("Vectors, matrices and tensors")
    terminal.press("k")
    terminal.wait_for(re.compile(r"─ 1\.1\.1 ─|Linear algebra\s+│"))
    terminal.press("r")
    before = reviewing.COUNTS.search(terminal.wait_for(reviewing.COUNTS))
    assert before is not None
    assert before.groups()[:2] == ("0", "0")
    assert int(before[3]) >= len(RATINGS)

    easy_days: list[int] = []
    for rating in RATINGS:
        screen = reviewing.answer(terminal, rating)
        if rating == 4:
            label = reviewing.BUTTONS.search(screen).group(1)
            assert re.fullmatch(r"\d+d", label), screen
            easy_days.append(int(label[:-1]))
    after_ten = reviewing.COUNTS.search(terminal.text)
    assert after_ten is not None
    assert learner.rows("SELECT count(*) FROM review") == [(10,)]

    reviewing.reveal(terminal)  # where an answer is typed, u is a letter of it until then
    terminal.press("u")
    terminal.wait_for("Undone: Answer")
    new_again = int(after_ten.group(3)) + 1
    terminal.wait_for(lambda text: int(reviewing.COUNTS.search(text).group(3)) == new_again)
    terminal.quit()
    assert "Warning" not in terminal.text
    assert "Traceback" not in terminal.text

    _check_log(learner, easy_days)
    learner.prove()

    learner.now = "2026-03-02T10:20:00+00:00"
    said = learner.json("today")
    again = learner.open()
    again.wait_for("Go on with the review")
    counts = reviewing.TODAY.search(again.text)
    assert counts is not None
    shown = dict(zip(("due", "learning", "new"), map(int, counts.groups()), strict=True))
    assert shown == {name: said[name] for name in shown}
    assert shown["due"] == 0
    assert shown["learning"] == 5
    assert said["streak"] == 1
    again.quit()


def _check_log(learner: Any, easy_days: list[int]) -> None:
    reviews = learner.rows(
        "SELECT act, card, rating, kind, study_day, due_day, after FROM review ORDER BY at, id"
    )
    assert [row[2] for row in reviews] == list(RATINGS)
    assert {row[3] for row in reviews} == {"learn"}
    assert len({row[1] for row in reviews}) == 10
    assert [row[5] - row[4] for row in reviews if row[2] == 4] == easy_days
    for _, _, rating, _, _, _, after in reviews:
        assert json.loads(after)["stability"] == pytest.approx(FIRST_STABILITY[rating], rel=1e-3)

    assert learner.rows("SELECT voids FROM void") == [(reviews[-1][0],)]
    assert learner.rows("SELECT sum(count) FROM done") == [(9,)]
    memory = {row[0]: row[1:] for row in learner.rows("SELECT card, state, due_day FROM memory")}
    assert memory[reviews[-1][1]] == (0, None)
    for _, card, _, _, _, due_day, after in reviews[:-1]:
        assert memory[card] == (json.loads(after)["state"], due_day)
    assert sum(state != 0 for state, _ in memory.values()) == 9


def test_killed_in_the_middle_of_reviews_it_starts_again_with_every_answer(
    learner: Any, reviewing: Any
) -> None:
    terminal = learner.open()
    reviewing.open_review(terminal)
    for rating in (3, 4, 1):
        reviewing.answer(terminal, rating)
    reviewing.reveal(terminal)
    terminal.press("3")  # not waited for: this one may be saved or not, but never half
    terminal.kill(signal.SIGKILL)
    assert terminal.wait_end() == -signal.SIGKILL

    again = learner.open()
    reviewing.open_review(again)
    rated = [row[0] for row in learner.rows("SELECT rating FROM review ORDER BY at, id")]
    assert rated in ([3, 4, 1], [3, 4, 1, 3])
    reviewing.answer(again, 4)
    again.quit()
    assert learner.rows("SELECT count(*) FROM review") == [(len(rated) + 1,)]
    learner.prove()


def test_two_windows_lose_nothing_and_refuse_kindly_what_the_other_has_answered(
    learner: Any, reviewing: Any
) -> None:
    one = learner.open()
    reviewing.open_review(one)
    other = learner.open()
    reviewing.open_review(other)
    given: list[int] = []
    # Both show the same card. The first to answer wins; the other is told, and answers the next
    # card, which the first still shows, and so on.
    first, second = one, other
    for rating in (4, 3, 4, 1, 4, 3):
        reviewing.answer(first, rating)
        given.append(rating)
        reviewing.reveal(second)
        second.press("4")
        second.wait_for("Another window answered this card first")
        second.wait_gone(reviewing.BUTTONS)
        first, second = second, first
        assert len(learner.rows("SELECT 1 FROM review")) == len(given)
    one.quit()
    other.quit()
    reviews = learner.rows(
        "SELECT card, rating FROM review JOIN act ON act.id = review.act ORDER BY act.at"
    )
    assert [rating for _, rating in reviews] == given
    assert len({card for card, _ in reviews}) == len(given)
    versions = learner.rows("SELECT count(*) FROM memory WHERE reps = 1")
    assert versions == [(len(given),)]
    learner.prove()
