"""What is known of one card: its memory, what each button would do, its history, its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from db.model import CardChanged
from tui.card_facts import (
    CRAM_MOVES_NOTHING,
    HISTORY_HEAD,
    RATINGS,
    button_words,
    curve_title,
    fact_rows,
    history_rows,
)
from tui.pictures import columns
from tui.screens.panel import PanelScreen
from tui.text import content, fit, joined
from tui.widgets.pane import Pane
from tui.widgets.words import Words

if TYPE_CHECKING:
    from tui.app import MlroadApp
    from tui.study_view import CardInfo

_NAME = 13
_CURVE_HEIGHT = 4
_CURVE_LEAST = 0.1


def show_card_info(app: MlroadApp, card: str) -> None:
    """Read what is known of the card and lay it over the screen."""
    services = app.services
    if services is None:
        return

    async def work() -> None:
        try:
            in_review = app.current_mode == "review"
            info = await services.write(services.study.info, card, in_review=in_review)
        except CardChanged:
            app.say("This card is gone.")
            return
        await app.push_screen(CardInfoScreen(info))

    app.run_worker(work, group="info", exit_on_error=False, description="reading the card")


class CardInfoScreen(PanelScreen):
    """The panel; Esc goes back to the same card."""

    def __init__(self, info: CardInfo) -> None:
        super().__init__("Card", card_info(info, 78))
        self._info = info

    def on_resize(self) -> None:
        """What needs a second line goes on under the words, not under their name."""
        room = self.query_one(Pane).scrollable_content_region.width
        self.query_one(Words).show(card_info(self._info, room))


def card_info(info: CardInfo, room: int) -> Content:
    """The panel's text in ``room`` cells."""
    rows = fact_rows(info)
    lines = [line for name, words in rows for line in _hanging(name, words, room)]
    lines += [content(""), _head("What each button would do")]
    if info.cram:
        lines += content(CRAM_MOVES_NOTHING).wrap(max(10, room))
    else:
        for name, choice in zip(RATINGS, info.choices, strict=True):
            lines += _hanging(name, button_words(choice), room)
    if info.curve:
        lines += [content(""), _head(curve_title(info)), *_curve(info)]
    history = history_rows(info)
    if history:
        lines += [content(""), _head("History, newest first")]
        lines.append(content((HISTORY_HEAD, "$muted")))
        lines += [content(row) for row in history]
    return joined(lines)


def _hanging(name: str, words: str, room: int) -> list[Content]:
    first, *more = content(words).wrap(max(10, room - _NAME)) or [content("")]
    lines = [content((fit(name, _NAME), "$muted")) + first]
    return lines + [content(" " * _NAME) + line for line in more]


def _head(words: str) -> Content:
    return content((words, "bold $accent"))


def _curve(info: CardInfo) -> list[Content]:
    """The chance of recall from today to the day on which the card comes back."""
    floor = min(min(info.curve), 1 - _CURVE_LEAST)
    floor = int(floor * 20) / 20  # the scale begins at a whole 5 percent
    heights = [round((recall - floor) * 1_000) for recall in info.curve]
    drawn = columns(heights, _CURVE_HEIGHT)
    labels = ["100 %", *[""] * (_CURVE_HEIGHT - 2), f"{floor * 100:.0f} %"]
    lines = [
        content((label.rjust(5) + " ", "$muted"), (line, "$accent"))
        for label, line in zip(labels, drawn, strict=True)
    ]
    ends = "" if info.curve_after is None else info.choices[info.curve_after - 1].label
    cells = max(len(info.curve) - len("now"), len(ends) + 1)
    return [*lines, content(("      now" + ends.rjust(cells), "$muted"))]
