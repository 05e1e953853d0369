"""Line mode beside rating: typed answers, acts on a card, cram, ahead, searches, the timebox."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from own_cards import BASIC, CLOZE, TYPED, write_cards

from content.refusal import Refusal
from db.check import check
from db.settings import save_settings
from tui.home import find_home
from tui.opening import open_learner
from tui.plain import PlainReview
from tui.study_services import StudyServices
from tui.study_view import StudyPlan

Cli = Callable[..., Any]
ASK_TYPED = "> your answer, or :u undo, :- bury, :@ suspend, :i info, :? more, :q end"


def write(home: Path, *drafts: Any) -> tuple[str, ...]:
    return write_cards(find_home(str(home)), *drafts)


def one(home: Path, query: str, *values: Any) -> Any:
    with closing(sqlite3.connect(home / "mlroad.db")) as connection:
        return connection.execute(query, values).fetchone()


@pytest.fixture
def say(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Review with these lines in this process; what was printed."""

    def run(*lines: str | None, before: Callable[[Any], None] | None = None, **plan: Any) -> str:
        capsys.readouterr()
        given: Iterator[str | None] = iter((*lines, None))
        store, _, library = open_learner(find_home(str(home)))
        with closing(store):
            if before is not None:
                before(store)
            study = StudyServices(store)
            review = PlainReview(
                study, StudyPlan(**plan), store, library, str(home), lambda: next(given)
            )
            assert review.run() == 0
        return capsys.readouterr().out

    return run


def test_a_typed_answer_is_compared_in_words(home: Path, say: Any) -> None:
    (card,) = write(home, TYPED)
    out = say("its eigenvlues", "1", "ITS eigenvalues", "3", cards=(card,))
    lines = out.splitlines()
    assert lines.count(ASK_TYPED) == 3  # in its steps it comes again
    for line in (
        "Not what was expected.",
        "expected: its eigenvalues",
        "yours: its eigenvlues",
        'difference: missing "a"',
        "right too: the eigenvalues",
        "Suggested: 1 again.",
        "Right.",
        "Suggested: 3 good.",
    ):
        assert line in lines
    assert "  They are the roots of the characteristic polynomial." in lines
    assert one(home, "SELECT count(*), sum(rating) FROM review") == (2, 4)


def test_where_an_answer_is_typed_only_a_colon_begins_a_command(home: Path, say: Any) -> None:
    (card,) = write(home, TYPED)
    out = say("u", "2", ":i", ":nonsense", ":u", ":q", cards=(card,))
    assert "yours: u" in out
    assert "History, newest first" in out
    assert "`nonsense` is not accepted:" in out
    assert "undone: Answer" in out
    assert "yours: :x" in say("::x", "1", cards=(card,))
    out = say("", "1", cards=(card,))
    assert "yours: (nothing)" in out
    assert "difference: nothing was typed" in out


def test_acts_on_a_card_are_done_and_undone(home: Path, say: Any) -> None:
    (card,) = write(home, BASIC)
    out = say("*", "f 3", "*", "f 9", "d x", "u", "q", cards=(card,))
    for words in ("marked", "flag 3", "no longer marked", "undone: Unmark card"):
        assert words in out.splitlines()
    assert "A flag is 1 to 7" in out
    assert "Days from today, 0 to 36500" in out
    assert one(home, "SELECT flag, marked FROM card WHERE id = ?", card) == (3, 1)
    out = say("i", "o", "d 3-7", cards=(card,))
    assert "This card names no source." in out
    assert "Flag: 3" in out
    assert "due in 3 to 7 days" in out
    assert one(home, "SELECT state FROM memory WHERE card = ?", card) == (2,)
    out = say("n", "", "n", "y", "q", cards=(card,), ahead=9)
    assert "The card stays as it is." in out
    assert "new again" in out
    assert one(home, "SELECT state FROM memory WHERE card = ?", card) == (0,)
    assert all(result.ok for result in check(str(home / "mlroad.db")))


def test_the_signs_of_a_card_are_said_with_it(home: Path, say: Any) -> None:
    (card,) = write(home, BASIC)
    say("*", "f 2", cards=(card,))
    out = say(cards=(card,))
    assert "marked\nflag 2\n" in out


def test_every_command_is_listed(say: Any) -> None:
    out = say("?", "q")
    for key in ("u", "-", "@", "*", "f N", "d N", "n", "e", "i", "o", "+N", "s", "q"):
        assert re.search(rf"^  {re.escape(key)} ", out, re.MULTILINE)


def test_redo_and_the_sum_so_far(home: Path, say: Any) -> None:
    out = say("", "3", "u", "r", "s", "q", topics=frozenset({"l1.prog.python"}))
    assert "done again: Answer" in out
    assert out.count("1 answer: 0 again, 0 hard, 1 good, 0 easy.") == 2
    assert one(home, "SELECT count(*), max(reps) FROM memory WHERE state > 0") == (1, 1)


def test_the_limit_is_raised_at_the_end(home: Path, say: Any) -> None:
    def none_new(store: Any) -> None:
        save_settings(store, new_per_day=0)

    out = say("what", "+", "+2", "", "4", "q", before=none_new)
    assert "> +10 raises today's limit, u undo, empty line or q: end" in out.splitlines()
    assert "`what` is not accepted:" in out
    assert "A number follows the plus" in out
    assert "today's limits: 2 new cards and 0 reviews more" in out
    assert "0 due, 2 new, 0 learning" in out
    assert "1 answer" in out


def test_cram_moves_nothing_and_says_so(home: Path, say: Any) -> None:
    (basic, *cloze) = write(home, BASIC, CLOZE)
    memory = "SELECT sum(reps), count(due_day) + count(due_at) FROM memory"
    before = one(home, memory)
    out = say("", "1", "", "3", "", "4", "", "3", cards=(basic, *cloze), cram=True)
    assert out.splitlines()[0] == "Cram: nothing is rescheduled."
    assert out.count("saved ") == 4
    assert "Every card was remembered once. Nothing was rescheduled." in out
    assert one(home, memory) == before
    assert "The [...] is the sum of the eigenvalues." in out.replace("**", "")


def test_the_timebox_is_said_with_the_sum(home: Path, say: Any) -> None:
    import time

    real = time.time

    def later(store: Any) -> None:
        store.clock = store.clock.with_rollover(4)
        store.clock._now = lambda: real() + 60 * later.calls()

    counter = iter(range(1_000))
    later.calls = lambda: next(counter)
    out = say("", "3", "", "q", before=later, minutes=1)
    assert "1 minute is over." in out
    assert "> empty line: go on, u undo, q end" in out.splitlines()


def test_a_leech_is_told_with_its_ways_out(home: Path, say: Any) -> None:
    (card,) = write(home, BASIC)

    def strict(store: Any) -> None:
        save_settings(store, leech_threshold=1)

    say("d 0", cards=(card,), before=strict)
    out = say("", "1", "@", cards=(card,))
    assert "This card keeps being forgotten: 1 times by now." not in out
    assert "This card keeps being forgotten: once by now." in out
    assert "suspended" in out.splitlines()
    assert one(home, "SELECT suspended FROM card WHERE id = ?", card) == (1,)


def test_the_editor_of_the_environment_edits(
    home: Path, say: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card,) = write(home, BASIC)
    script = tmp_path / "edit.sh"
    script.write_text("#!/bin/sh\nsed -i 's/What is a shear/What does a shear do/' \"$1\"\n")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    out = say("e", "e", cards=(card,))
    assert "edited; the schedule stays" in out
    assert "What does a shear do?" in out
    assert "Nothing was changed." in out
    script.write_text("#!/bin/sh\nsed -i 's/^# Question/# Qestion/' \"$1\"\n")
    out = say("e", "o", "", cards=(card,))
    assert out.count("`# Qestion` is no section; it should be `# Question`.") == 2
    assert "Your text is in " in out
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", "")
    assert "There is no editor: set VISUAL or EDITOR" in say("e", cards=(card,))


def test_a_search_chooses_the_cards(cli: Cli, mlroad: Cli, home: Path) -> None:
    write(home, BASIC, TYPED)
    found = cli("review", "--json", "--cards", "is:own kind:typed").json
    assert found["new"] == 1
    assert found["card"]["answer"] == "its eigenvalues"
    out = mlroad("review", "--plain", "--cram", "--cards", "is:own", input="\n3\nx\n3\n").out
    assert out.count("saved ") == 2
    result = mlroad("review", "--plain", "--cards", "is:wrong", input="")
    assert result.code == 2
    assert "is:wrong" in result.err
    assert mlroad("review", "--plain", "--cram", "--ahead", "2").code == 2


def test_no_line_but_a_prompt_begins_with_a_bracket(home: Path, say: Any) -> None:
    from dataclasses import replace

    evil = replace(TYPED, front="> Is it?\n\n> a quote", answer="> 3", back="> quoted")
    (card,) = write(home, evil)
    out = say("> 4", "i", "?", "3", "", "1", cards=(card,))
    for line in out.splitlines():
        if line.startswith(">"):
            assert line == ASK_TYPED or line.startswith("> 1 2 3 4 rate, ")


def test_a_card_whose_words_are_worked_out_is_not_edited_and_the_review_goes_on(
    home: Path, say: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> Any:
        raise Refusal("This card is worked out anew each time.")

    (card,) = write(home, BASIC)
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setattr("db.notes.draft_of", refused)
    out = say("e", "", "3", cards=(card,))
    assert "This card is worked out anew each time." in out.splitlines()
    assert "saved " in out


def test_a_search_that_finds_nothing_is_refused_in_one_line(mlroad: Cli, cli: Cli) -> None:
    for more in ((), ("--cram",)):
        result = mlroad("review", "--plain", "--cards", "tag:nonsense", *more)
        assert (result.code, result.out) == (1, "")
        assert result.err == "mlroad: no card matches tag:nonsense\n"
    assert cli("review", "--json", "--cards", "tag:nonsense").json["card"] is None


def test_in_a_cram_the_info_says_that_nothing_moves(home: Path, say: Any) -> None:
    (card,) = write(home, BASIC)
    out = say("i", "q", cards=(card,), cram=True)
    assert "This is a cram: no rating moves the card, its schedule stays as it is." in out
    assert "would bring it" not in out
    assert "Again would bring it back in <" in say("i", "q", cards=(card,))


def test_a_command_without_its_colon_is_told_where_a_number_is_asked(home: Path, say: Any) -> None:
    store, _, library = open_learner(find_home(str(home)))
    store.close()
    card = next(card.id for card in library.cards.values() if card.kind == "generated")
    out = say("u", "q", "pi pi", ":q", cards=(card,))
    hints = [line for line in out.splitlines() if line.startswith("Not a number")]
    assert [line.partition("; a command")[2] for line in hints] == [
        " begins with a colon, such as :u.",
        " begins with a colon, such as :q.",
        "",
    ]
