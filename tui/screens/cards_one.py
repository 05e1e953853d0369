"""What can be done with the card under the cursor of the browser: go on from it, write, study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.model import CardChanged
from tui.browser import open_page
from tui.review_words import card_source
from tui.screens.cards_acts import ActingScreen

if TYPE_CHECKING:
    from db.drafts import Draft
    from tui.card_row_words import CardDetail


class CardScreen(ActingScreen):
    """A mode that shows one card in full."""

    def __init__(self) -> None:
        super().__init__()
        self._detail: CardDetail | None = None

    def source(self) -> str:
        """Question and answer as they were written."""
        return card_source(self._detail.card) if self._detail else ""

    def action_topic(self) -> None:
        """Go to the topic of the card on the map; C comes back to the same card."""
        if self._detail is not None:
            self.mlroad.show_topic(self._detail.card.topic)

    def action_source(self) -> None:
        """Open the page that says what the card says."""
        source = self._detail.card.source if self._detail else None
        if source is not None and source.url:
            self.mlroad.say(open_page(self.mlroad, source.url))
        elif self._detail is not None:
            self.mlroad.say("This card names no source.")

    def action_info(self) -> None:
        """Show the history of the card."""
        if self._detail is not None:
            self.mlroad.show_card_info(self._detail.card.id)

    def asked_topic(self) -> str:
        """The topic whose cards are listed, empty for none."""
        raise NotImplementedError

    def action_add(self) -> None:
        """Write a card at the topic of the card under the cursor, or the one searched for."""
        services = self.services
        if services is None:
            return
        from tui.draft_words import first_topic, new_draft
        from tui.screens.editor import EditorScreen

        topic = self._detail.card.topic if self._detail else self.asked_topic()
        if topic not in services.library.topics:
            topic = first_topic(services.library)
        screen = EditorScreen(new_draft(topic), editing=None, on_saved=lambda _: self.reload())
        self.mlroad.push_screen(screen)

    def action_edit(self) -> None:
        """Change the words of the card under the cursor."""
        services, detail = self.services, self._detail
        if services is None or detail is None:
            return
        from tui.screens.editor import EditorScreen

        def open_editor(draft: Draft) -> None:
            screen = EditorScreen(draft, editing=detail.card.id, on_saved=lambda _: self.reload())
            self.mlroad.push_screen(screen)

        async def work() -> None:
            cards = await services.read(lambda: services.cards)
            try:
                draft = await services.read(cards.draft_of, detail.card.id)
            except CardChanged:
                self.mlroad.say("This card is gone: another window took it away.")
                self.reload()
            else:
                open_editor(draft)

        self.run_worker(work, group="edit", exit_on_error=False, description="opening the editor")

    def action_study(self) -> None:
        """Review the chosen cards; the answers count."""
        self._review(cram=False)

    def action_cram(self) -> None:
        """Ask the chosen cards; nothing moves."""
        self._review(cram=True)

    def _review(self, *, cram: bool) -> None:
        services, numbers = self.services, self.chosen()
        if services is None or not numbers:
            return

        async def work() -> None:
            cards = await services.read(lambda: services.cards)
            ids = await services.read(cards.ids_of, numbers)
            self.mlroad.study_cards(ids, cram=cram)

        self.run_worker(work, group="study", exit_on_error=False, description="taking the cards")
