"""Today: what to do now, in the order of use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.widget import Widget

from db.glance import Glance, glance
from tui.home import database
from tui.now import seconds_now
from tui.pictures import HEAT_ROWS, heat_rows
from tui.text import Piece, content, joined, plural
from tui.widgets.rows import Row, Rows
from tui.widgets.screen import ModeScreen, bindings_for
from tui.widgets.words import Words

if TYPE_CHECKING:
    from content.model import Habit
    from tui.services import Suggestions


BACKLOG_FROM = 20
"""Cards that were due before today, from which on the tools for a backlog are offered."""


class Item(NamedTuple):
    """One thing to do: a row and what Enter does with it."""

    kind: str
    target: str
    row: Row


class TodayScreen(ModeScreen):
    """The start: counts, the last twelve weeks, and a list of what to do now."""

    WHERE = "today"
    BINDINGS = bindings_for("today")

    def __init__(self) -> None:
        super().__init__()
        self._items: list[Item] = []
        self._glance: Glance | None = None
        self._habit: Habit | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The counts above, the list below."""
        words = Words(id="counts", classes="pane")
        words.border_title = "Today"
        yield words
        rows = Rows(id="next", empty="Loading what comes next ...")
        rows.add_class("pane")
        rows.border_title = "Now"
        yield rows

    def on_mount(self) -> None:
        """The counts are read at once: they are what the first frame shows."""
        self._look()
        self.query_one(Rows).focus()

    def on_resize(self) -> None:
        """The picture of the weeks needs room beside the counts."""
        self._draw()

    def reload(self) -> None:
        """Counts from the database, suggestions from the services."""
        self._look()
        self._draw()
        services = self.services
        if services is None:
            return

        async def work() -> None:
            self._suggest(await services.read(services.suggestions))

        self.load("reading the map", work)

    def show_failure(self, words: str) -> None:
        """Why there is nothing to choose from."""
        self.query_one(Rows).clear(words)

    def _look(self) -> None:
        services = self.services
        now = services.clock.now_ms() / 1000 if services else seconds_now()
        self._glance = glance(database(self.mlroad.home), now)

    def _draw(self) -> None:
        seen = self._glance
        counts = self.query_one("#counts", Words)
        counts.border_subtitle = _streak(seen.streak) if seen and seen.streak else ""
        lines = _count_lines(seen)
        wide = self.size.width >= 70 and self.size.height >= 20 and not (seen and seen.error)
        if wide and seen is not None:
            lines = _beside(lines, heat_rows(seen.heat, seen.day), self.size.width - 36)
        counts.show(joined(lines))

    def _suggest(self, found: Suggestions) -> None:
        self._items = [
            *_review_items(self._glance, found),
            *_backlog_items(found),
            *_topic_items(found),
            *_paper_items(found),
            *_habit_items(found),
        ]
        self._habit = found.habit
        rows = self.query_one(Rows)
        items = self._items
        if not items:
            rows.clear("Everything is done. Press M for the map or P for the papers.")
            return
        rows.set_rows(range(len(items)), lambda ids: [items[place].row for place in ids])

    # Actions

    def action_start(self) -> None:
        """Do what the cursor is on; before the list is there, start the review."""
        current = self.query_one(Rows).current
        item = self._items[current] if current is not None else None
        if item is None or item.kind == "review":
            self.mlroad.study()
        elif item.kind == "backlog":
            self.mlroad.action_backlog()
        elif item.kind == "topic":
            self.mlroad.show_topic(item.target)
        elif item.kind == "habit" and self._habit is not None:
            from tui import markdown
            from tui.screens.panel import PanelScreen

            words = markdown.document(self._habit.text, min(80, self.size.width - 12))
            self.mlroad.push_screen(PanelScreen(self._habit.title, words))
        else:
            self.mlroad.action_mode("papers")

    def action_down(self) -> None:
        """To the next line."""
        self.query_one(Rows).action_cursor_down()

    def action_up(self) -> None:
        """To the line before."""
        self.query_one(Rows).action_cursor_up()

    def on_rows_chosen(self) -> None:
        """A click on the marked line."""
        self.action_start()


def _count_lines(seen: Glance | None) -> list[Content]:
    if seen is None:
        return [
            content(("Welcome to mlroad.", "bold")),
            content("Three things wait for you: the map of what there is to learn,"),
            content("the cards that keep it in memory, and the papers."),
            content(("Enter", "bold"), (" starts with the first cards.", "$muted")),
        ]
    if seen.error:
        return [content((seen.error, "$warning")), content(("More in a moment.", "$muted"))]
    counts: list[Piece] = []
    for number, name in ((seen.due, "due"), (seen.learning, "learning"), (seen.new, "new")):
        style = "bold $accent" if number else "$muted"
        counts += [(str(number), style), (f" {name}    ", "$muted")]
    lines = [content(*counts), content("")]
    if seen.due or seen.learning or seen.new:
        lines.append(
            content("About ", (plural(max(1, round(seen.minutes)), "minute"), "bold"), ".")
        )
        lines.append(content(("Enter", "bold"), (" starts the review.", "$muted")))
    elif seen.learned:
        lines.append(content(("✓ ", "$success"), "All cards of today are done."))
        lines.append(content(("+", "bold"), (" brings more of them today.", "$muted")))
    else:
        lines.append(content(("No card is waiting.", "$muted")))
    return lines


def _streak(days: int) -> str:
    return f"{days}-day streak"


def _beside(left: Sequence[Content], right: Sequence[Content], room: int) -> list[Content]:
    """Two blocks side by side, the right one starting at column ``room``."""
    rows: list[Content] = []
    for number in range(max(len(left), HEAT_ROWS)):
        line = left[number] if number < len(left) else content("")
        line = line.pad_right(max(1, room - line.cell_length))
        rows.append(line + right[number] if number < len(right) else line)
    return rows


def _review_items(seen: Glance | None, found: Suggestions) -> list[Item]:
    waiting = found.due + found.learning + found.new
    if not waiting:
        return []
    detail = " + ".join(
        f"{number} {name}"
        for number, name in ((found.due, "due"), (found.learning, "learning"), (found.new, "new"))
        if number
    )
    label = "Go on with the review" if seen is not None and seen.heat[-1] else "Start the review"
    return [Item("review", "", Row(((f"▸ {label}", "strong"),), ((detail, "muted"),)))]


def _backlog_items(found: Suggestions) -> list[Item]:
    """A break has left more behind than a day makes good."""
    if found.overdue < BACKLOG_FROM:
        return []
    row = Row((("▸ Spread the backlog over some days", ""),), ((f"{found.overdue} late", "muted"),))
    return [Item("backlog", "", row)]


def _topic_items(found: Suggestions) -> list[Item]:
    return [
        Item(
            "topic",
            topic.id,
            Row((("○ Learn: ", "muted"), (topic.title, "")), ((f"{topic.hours:g} h", "muted"),)),
        )
        for topic in found.topics
    ]


def _paper_items(found: Suggestions) -> list[Item]:
    items: list[Item] = []
    if found.paper is not None:
        row = Row(
            (("─ Read: ", "muted"), (found.paper.title, "")), ((str(found.paper.year), "muted"),)
        )
        items.append(Item("paper", found.paper.id, row))
    if found.unread is None:
        words = "cannot be opened; P says why"
    elif found.unread:
        words = plural(found.unread, "unread entry", "unread entries")
    else:
        words = "nothing fetched is unread; P, then F5 fetches"
    items.append(Item("papers", "", Row((("─ Papers: ", "muted"), (words, "")))))
    return items


def _habit_items(found: Suggestions) -> list[Item]:
    if found.habit is None:
        return []
    return [Item("habit", "", Row((("─ A habit: ", "muted"), (found.habit.title, ""))))]
