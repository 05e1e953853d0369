"""The editor of cards: what is typed is what the review shows, saved, kept, or thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.widgets import Input

from db.cards import card_of
from db.drafts import Draft
from tui.draft_words import new_draft, with_deletion
from tui.screens.editor import EditorScreen
from tui.settings import Settings
from tui.widgets.area import Area

TOPIC = "l1.math.la.eigen"
EVIL = "[red]x[/] [@click=app.quit]y \x1b[31mz\x1b]52;c;aGk=\x07 \u202e[/b]"


class Saved:
    """Remembers the ids that the editor hands on."""

    def __init__(self) -> None:
        self.ids: list[tuple[str, ...]] = []

    def __call__(self, ids: tuple[str, ...]) -> None:
        self.ids.append(ids)


async def adding(board: Any, draft: Draft | None = None) -> Saved:
    """Open the editor for a new card."""
    saved = Saved()
    screen = EditorScreen(draft or new_draft(TOPIC), editing=None, on_saved=saved)
    await board.app.push_screen(screen)
    await board.settle()
    return saved


async def fill(board: Any, **fields: str) -> None:
    """Type into fields by their ids."""
    for name, text in fields.items():
        board.app.screen.query_one(f"#{name.replace('_', '-')}").focus()
        await board.settle()
        await board.type(text)


def card(board: Any, name: str) -> Any:
    """A card with its words from the database."""
    with board.app.services.store.reading() as connection:
        return card_of(connection, name)


def harmless(board: Any) -> None:
    """No cell acts on a click and no control reaches the terminal."""
    for line in board.strips():
        for text, style in line:
            assert text.isprintable()
            assert "@click" not in (style.meta or {})
            assert style.link is None


async def test_an_added_card_has_the_words_typed_and_the_form_is_empty_again(opened: Any) -> None:
    async with opened() as board:
        saved = await adding(board)
        await fill(board, front="What is $x^2$?", back="A **square**.", why="By name.", tags="a b")
        await fill(board, source_title="A book", source_url="https://example.org/b")
        await board.press("f9")
        ((name,),) = saved.ids
        found = card(board, name)
        assert (found.front, found.back) == ("What is $x^2$?", "A **square**.")
        assert found.why == "By name."
        assert found.topic == TOPIC
        assert found.tags == ("a", "b")
        assert (found.source.title, found.source.url) == ("A book", "https://example.org/b")
        assert board.has("Added. Write the next one, or Esc; then u takes it back.")
        assert board.app.screen.query_one("#front", Area).text == ""
        assert board.app.focused.id == "front"
        await board.press("escape", "u")
        assert board.toasts()[-1] == "Undone: Add card"
        assert card(board, name) is None or board.app.services.cards.page([]) == []


@pytest.mark.parametrize("key", ["f9", "ctrl+o", "ctrl+s"])
async def test_each_key_that_saves_saves_once(key: str, opened: Any) -> None:
    async with opened() as board:
        saved = await adding(board)
        await fill(board, front="Q", back="A")
        board.send(key)
        board.send(key)
        await board.settle()
        assert len(saved.ids) == 1


async def test_several_cards_are_added_to_the_same_topic_and_kind(opened: Any) -> None:
    async with opened() as board:
        saved = await adding(board)
        await board.press("f4", "f4")
        for text in ("{{c1::one}} and {{c2::two}}", "only {{c1::this}}"):
            await fill(board, front=text)
            await board.press("f9")
        assert [len(ids) for ids in saved.ids] == [2, 1]
        assert {card(board, name).kind for ids in saved.ids for name in ids} == {"cloze"}


@pytest.mark.parametrize(
    ("turns", "fields", "words"),
    [
        (0, {}, "The question is empty."),
        (0, {"front": "Q"}, "The answer is empty."),
        (2, {"front": "no hole"}, "A cloze needs a deletion such as {{c1::gradient}}."),
        (2, {"front": "{{c1::open"}, "The deletion c1 is never closed by }}."),
        (3, {"front": "Q"}, "A typed card needs the answer that is to be typed."),
        (0, {"front": "Q", "back": "A", "source_url": "file:x"}, "begins with https:// or http://"),
    ],
)
async def test_a_fault_is_named_and_nothing_is_saved(
    turns: int, fields: dict[str, str], words: str, opened: Any
) -> None:
    async with opened(size=(120, 36)) as board:
        saved = await adding(board)
        await board.press(*["f4"] * turns)
        await fill(board, **fields)
        await board.press("f9")
        assert saved.ids == []
        assert board.has("Not saved: ")
        for name in ("state", "preview") if fields else ("state",):
            assert words in board.app.screen.query_one(f"#{name}").content.plain
        for name, text in fields.items():
            field = board.app.screen.query_one(f"#{name.replace('_', '-')}")
            assert (field.value if isinstance(field, Input) else field.text) == text


async def test_the_preview_is_what_the_review_shows(opened: Any) -> None:
    async with opened(size=(120, 36)) as board:
        await adding(board)
        await fill(board, front="Is $\\frac{a}{b}$ a *fraction*?", back="Yes, $a$ over $b$.")
        pane = board.app.screen.query_one("#preview")
        seen = pane.content.plain
        await board.press("f9", "escape")
        ids = [row.card for row in newest(board)]
        board.app.study_cards(ids[:1], cram=True)
        await board.settle()
        await board.press("space")
        for line in filter(None, seen.splitlines()):
            assert board.has(line.strip()), line


def newest(board: Any) -> list[Any]:
    """The rows of all cards, the newest first."""
    cards = board.app.services.cards
    return cards.page(cards.find("is:own", "added"))


async def test_cloze_cards_are_shown_one_after_the_other(opened: Any) -> None:
    async with opened(size=(120, 36)) as board:
        await adding(board, new_draft(TOPIC, "cloze"))
        await fill(board, front="The {{c1::gradient}} of $x^2$ is {{c2::$2x$::a formula}}.")
        for words in ("Card 1 of 2", "[...]", "Card 2 of 2", "[a formula]"):
            assert board.has(words)


async def test_a_typed_card_shows_what_is_to_be_typed(opened: Any) -> None:
    async with opened(size=(120, 40)) as board:
        saved = await adding(board, new_draft(TOPIC, "typed"))
        await fill(board, front="Two and two?", answer="4", accept="four\n iv ")
        assert board.has("To type: 4 (also: four · iv)")
        await board.press("f9")
        found = card(board, saved.ids[0][0])
        assert (found.answer, found.accept) == ("4", ("four", "iv"))


async def test_foreign_signs_in_what_is_typed_do_no_harm(opened: Any) -> None:
    async with opened(size=(120, 36)) as board:
        saved = await adding(board)
        for name in ("front", "back", "why"):
            board.app.screen.query_one(f"#{name}", Area).insert(EVIL)
        await fill(board, source_title=EVIL, tags=EVIL)
        await board.settle()
        assert board.has("[red]x[/] [@click=app.quit]y z [/b]")
        harmless(board)
        await board.press("f9")
        assert "\x1b" not in card(board, saved.ids[0][0]).front
        await board.press("escape")
        board.app.show_cards("is:own")
        await board.settle()
        assert board.has("[red]x[/]")
        harmless(board)
        board.app.study_cards(saved.ids[0], cram=True)
        await board.settle()
        await board.press("space")
        assert board.has("[red]x[/]")
        harmless(board)


async def test_a_paste_is_cleaned(opened: Any) -> None:
    from textual import events

    async with opened() as board:
        await adding(board)
        board.app.post_message(events.Paste("a\x1b[2Jb\r\nc\x07"))
        await board.settle()
        assert board.app.screen.query_one("#front", Area).text == "ab\nc"


async def test_editing_a_shipped_card_lays_words_over_it_and_they_can_be_taken_away(
    opened: Any,
) -> None:
    async with opened() as board:
        board.app.show_cards("topic:l1.math.la.eigen")
        await board.settle()
        row = board.app.services.cards.page([board.rows.current])[0]
        before = card(board, row.card)
        await board.press("e")
        assert board.has("A shipped card: your words are laid over it.")
        await fill(board, front="In my words?")
        await board.press("f9")
        words = "Saved over the shipped words; the schedule stays. u takes it back."
        assert board.toasts() == [words]
        after = board.app.services.cards.page([row.number])[0]
        assert card(board, row.card).front == "In my words?"
        assert (after.due_day, after.stability, after.reps) == (
            row.due_day,
            row.stability,
            row.reps,
        )
        assert "shipped, with your words" in board.app.screen.query_one("#card-words").content.plain
        await board.press("e", "f10")
        assert card(board, row.card) == before
        await board.press("u", "u")
        assert card(board, row.card) == before


async def test_a_card_that_was_not_changed_is_not_written(opened: Any) -> None:
    async with opened() as board:
        await board.press("C", "e", "f9")
        assert not isinstance(board.app.screen, EditorScreen)
        await board.press("u")
        assert board.toasts()[-1] != "Undone: Edit card"


async def test_the_kind_of_a_card_stays(opened: Any) -> None:
    async with opened() as board:
        await board.press("C", "e", "f4")
        assert board.has("The kind of a card stays")


async def test_escape_asks_before_words_are_lost(opened: Any) -> None:
    async with opened() as board:
        saved = await adding(board)
        await fill(board, front="half a")
        await board.press("escape", "w")
        assert board.app.screen.query_one("#front", Area).text == "half a"
        await board.press("escape", "escape")
        assert isinstance(board.app.screen, EditorScreen)
        await board.press("escape", "d")
        assert not isinstance(board.app.screen, EditorScreen)
        assert saved.ids == []


async def test_escape_leaves_an_empty_form_at_once(opened: Any) -> None:
    async with opened() as board:
        await adding(board)
        await board.press("f4", "escape")
        assert not isinstance(board.app.screen, EditorScreen)


async def test_ctrl_z_in_a_field_takes_back_what_was_typed_there(opened: Any) -> None:
    async with opened() as board:
        await adding(board)
        await board.press(*"ab", "ctrl+z")
        assert board.app.screen.query_one("#front", Area).text == ""
        assert isinstance(board.app.screen, EditorScreen)


async def test_the_topic_is_found_by_a_part_of_its_title(opened: Any) -> None:
    async with opened() as board:
        saved = await adding(board)
        await fill(board, front="Q", back="A")
        await board.press("f8", *"attention", "enter")
        topics = board.app.services.library.topics
        await board.press("f9")
        assert "attention" in topics[card(board, saved.ids[0][0]).topic].title.casefold()


async def test_a_topic_that_fits_nothing_is_not_taken(opened: Any) -> None:
    async with opened() as board:
        await adding(board)
        await board.press("f8", *"zzz", "enter")
        assert board.has("Nothing fits what you typed.")
        await board.press("escape")
        assert board.has(TOPIC)


@pytest.mark.parametrize(
    ("text", "start", "end", "after"),
    [
        ("the gradient is", 5, 5, "the {{c1::gradient}} is"),
        ("the gradient, is", 5, 5, "the {{c1::gradient}}, is"),
        ("the gradient is", 12, 4, "the {{c1::gradient}} is"),
        ("a {{c1::b}} c", 13, 13, "a {{c1::b}} {{c2::c}}"),
        ("a  b", 2, 2, "a {{c1::}} b"),
        ("", 0, 0, "{{c1::}}"),
    ],
)
def test_a_deletion_takes_the_selection_or_the_word(
    text: str, start: int, end: int, after: str
) -> None:
    made, begin, stop, cursor = with_deletion(text, start, end)
    whole = text[:begin] + made + text[stop:]
    assert whole == after
    assert whole[:cursor].endswith("::" if "::}}" in made else "}}")


async def test_ctrl_n_hides_words_one_after_the_other(opened: Any) -> None:
    async with opened() as board:
        await adding(board, new_draft(TOPIC, "cloze"))
        await fill(board, front="first\nsecond word")
        area = board.app.screen.query_one("#front", Area)
        area.move_cursor((1, 2))
        await board.press("ctrl+n")
        area.move_cursor((0, 0))
        await board.press("ctrl+n")
        assert area.text == "{{c2::first}}\n{{c1::second}} word"
        await board.press("ctrl+z", "ctrl+z")
        assert area.text == "first\nsecond word"


async def test_a_failed_save_keeps_the_words(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.model import StoreError

    def full(*_: Any) -> Any:
        raise StoreError("/home/learner/mlroad.db: the disk is full. Make room and do it again.")

    async with opened() as board:
        saved = await adding(board)
        await fill(board, front="Q", back="A")
        with monkeypatch.context() as patch:
            patch.setattr("db.notes.add_note", full)
            await board.press("f9")
        assert "the disk is full" in board.toasts()[-1]
        assert board.app.screen.query_one("#front", Area).text == "Q"
        await board.press("f9")
        assert len(saved.ids) == 1


async def test_a_click_on_kind_and_topic_changes_them(opened: Any) -> None:
    async with opened() as board:
        await adding(board)
        await board.click("#kind", (2, 0))
        assert board.has("reversed")
        await board.click("#topic", (2, 0))
        assert board.has("Type a part of its title or id:")


# Pictures

SIZES = {"60x20": (60, 20), "80x24": (80, 24), "120x36": (120, 36)}


async def written(board: Any) -> None:
    """A cloze, half written."""
    await adding(board, new_draft(TOPIC, "cloze"))
    await fill(
        board,
        front="If $Av = \\lambda v$, then $v$ is an {{c1::eigenvector}} and $\\lambda$ its "
        "{{c2::eigenvalue}}.",
        back="Its direction stays; its length changes by $\\lambda$.",
        source_title="Interactive Linear Algebra",
    )


@pytest.mark.parametrize("size", SIZES)
async def test_pictures(size: str, opened: Any, golden: Callable[..., None]) -> None:
    async with opened(size=SIZES[size]) as board:
        await written(board)
        golden(f"editor-{size}", board, styles=size == "80x24")
        if size != "120x36":
            await board.press("f3")
            golden(f"editor-preview-{size}", board)


@pytest.mark.parametrize("theme", ["light", "contrast"])
async def test_themes(theme: str, opened: Any, golden: Callable[..., None]) -> None:
    async with opened(settings=Settings(theme, network=False)) as board:
        await written(board)
        golden(f"editor-{theme}", board, styles=True)


async def test_what_lies_over_the_form(opened: Any, golden: Callable[..., None]) -> None:
    async with opened() as board:
        await adding(board, new_draft(TOPIC, "typed"))
        golden("editor-typed", board)
        await board.press("f1")
        golden("editor-help", board)
        await board.press("escape", "f8", *"eig")
        golden("editor-topic", board)
        await board.press("escape")
        await fill(board, front="Q")
        await board.press("escape")
        golden("editor-unsaved", board)


async def test_a_card_is_added_from_the_review_without_losing_the_place(opened: Any) -> None:
    async with opened() as board:
        await board.press("R")
        shown = board.app.services.study.view().state.card
        await board.press("a")
        await fill(board, front="Q", back="A")
        await board.press("f9", "escape")
        assert board.mode == "review"
        assert board.app.services.study.view().state.card == shown
        assert newest(board)[0].topic == card(board, shown).topic


async def test_a_topic_without_cards_is_where_its_first_card_is_added(opened: Any) -> None:
    async with opened() as board:
        services = board.app.services
        used = {card.topic for card in services.library.cards.values()}
        topics = services.library.topics.values()
        empty = next(one for one in topics if one.id not in used and one.kind != "group")
        board.app.show_topic(empty.id)
        await board.settle()
        await board.press("b")
        assert board.has("No card matches.")
        await board.press("a")
        assert board.has(empty.id)
        await fill(board, front="Q", back="A")
        await board.press("f9", "escape")
        assert len(board.rows.ids) == 1
