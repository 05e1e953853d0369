"""`mlroad add`: from options and from standard input, and every refusal in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TOPIC = "l1.math.la.eigen"


def shown(cli: Callable[..., Any], card: str) -> Any:
    """The card as `cards --json` has it."""
    return cli("cards", f"card:{card}", "--json").json[0]


def test_a_card_from_options_is_found_again(cli: Callable[..., Any]) -> None:
    done = cli(
        *("add", "--topic", TOPIC, "--front", "What is $x$?", "--back", "A letter."),
        *("--tag", "a", "--tag", "b", "--source", "A book", "--url", "https://example.org"),
    )
    assert (done.code, done.err) == (0, "")
    card = shown(cli, done.out.strip())
    assert (card["front"], card["back"]) == ("What is $x$?", "A letter.")
    assert (card["topic"], card["tags"], card["state"]) == (TOPIC, ["a", "b"], "new")
    assert card["source"] == {"title": "A book", "url": "https://example.org"}


def test_json_names_topic_kind_and_all_cards(cli: Callable[..., Any]) -> None:
    text = "{{c1::a}} and {{c2::b}}"
    document = cli("add", "--topic", TOPIC, "--kind", "cloze", "--front", text, "--json").json
    assert (document["topic"], document["kind"]) == (TOPIC, "cloze")
    assert [card[-3:] for card in document["cards"]] == [".c1", ".c2"]


def test_a_typed_card_has_its_answers(cli: Callable[..., Any]) -> None:
    done = cli(
        *("add", "--topic", TOPIC, "--kind", "typed", "--front", "2 + 2?", "--answer", "4"),
        *("--accept", "four"),
    )
    assert done.code == 0
    assert shown(cli, done.out.strip())["kind"] == "typed"


def test_question_answer_and_reason_from_standard_input(
    mlroad: Callable[..., Any], cli: Callable[..., Any]
) -> None:
    text = "Why\nso?\n---\nBecause.\n---\nA reason\n---\nwith a line.\n"
    done = mlroad("add", "--topic", TOPIC, input=text)
    assert (done.code, done.err) == (0, "")
    card = shown(cli, done.out.strip())
    assert (card["front"], card["back"]) == ("Why\nso?", "Because.")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--front", "Q", "--back", "A"), 2, "--topic"),
        (("--topic", "l1.math.la.eige", "--front", "Q", "--back", "A"), 1, "perhaps l1.math.la.e"),
        (("--topic", TOPIC, "--front", "Q"), 1, "nothing was added: the answer is empty"),
        (("--topic", TOPIC, "--back", "A"), 2, "--back needs --front"),
        (("--topic", TOPIC, "--front", "Q", "--answer", "A"), 2, "belong to --kind typed"),
        (("--topic", TOPIC, "--kind", "cloze", "--front", "Q"), 1, "a cloze needs a deletion"),
        (("--topic", TOPIC, "--kind", "x", "--front", "Q"), 2, "invalid choice"),
        (("--topic", TOPIC, "--front", "Q", "--back", "A", "--url", "ftp:x"), 1, "https://"),
    ],
)
def test_what_is_refused_is_said_in_one_line_and_adds_nothing(
    arguments: tuple[str, ...], code: int, words: str, cli: Callable[..., Any]
) -> None:
    done = cli("add", *arguments)
    assert (done.code, done.out) == (code, "")
    assert len(done.err.splitlines()) == 1
    assert words in done.err
    assert cli("cards", "is:own", "--json").json == []


def test_escape_sequences_are_not_kept(cli: Callable[..., Any]) -> None:
    done = cli("add", "--topic", TOPIC, "--front", "a\x1b[2Jb", "--back", "\u202ec")
    card = shown(cli, done.out.strip())
    assert (card["front"], card["back"]) == ("ab", "c")


def test_the_help_shows_how_standard_input_is_read(cli: Callable[..., Any]) -> None:
    words = cli("add", "--help").out
    assert "three dashes (---)" in words
    assert "{{c1::word::hint}}" in words
