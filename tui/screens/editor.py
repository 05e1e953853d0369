"""The editor of a card: a form with the cards beside it as they will look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.worker import Worker

from db.drafts import Draft, faults_of, preview, tidied
from db.model import CardChanged
from tui.actions import actions_of, key_name, keys_of
from tui.draft_words import KINDS, new_draft, preview_words, sentence, with_deletion
from tui.screens.choose import ChooseScreen, Option
from tui.screens.editor_body import EditorBody, Label
from tui.text import Piece, plural, width
from tui.widgets.area import Area
from tui.widgets.prose import Prose
from tui.widgets.screen import bindings_for
from tui.widgets.words import Words

if TYPE_CHECKING:
    from tui.app import MlroadApp
    from tui.services import Services

Saved = Callable[[tuple[str, ...]], object]
_FOOTER = ("save", "preview", "keys", "leave")


class EditorScreen(ModalScreen[None]):
    """Adds cards, one after the other, or changes the note of the card ``editing``.

    ``on_saved`` gets the ids of the note's cards after each save. The kind of a card stays.
    """

    CSS_PATH = "../styles/editor.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    # Some terminals keep Ctrl+S for themselves: the table has keys that they all let through.
    BINDINGS: list[BindingType] = [
        *bindings_for("editor"),
        Binding("ctrl+s", "save", "Save", show=False),
    ]

    def __init__(self, draft: Draft, *, editing: str | None, on_saved: Saved) -> None:
        super().__init__()
        self._draft = draft
        self._before = tidied(draft)
        self._editing = editing
        self._on_saved = on_saved
        self._own = True
        self._busy = False
        self._stale = False

    def compose(self) -> ComposeResult:
        """Form, preview, keys."""
        yield EditorBody("Edit the card" if self._editing else "A card of your own")
        yield Words(id="key-bar")

    def on_mount(self) -> None:
        """Write at the question."""
        self._show(self._draft)
        self.query_one(EditorBody).fill(self._draft)
        self.query_one("#front").focus()
        self._look()
        self._look_up()

    @property
    def mlroad(self) -> MlroadApp:
        """The app by its own type."""
        return cast("MlroadApp", self.app)  # pyright: ignore[reportUnknownMemberType]

    def _services(self) -> Services:
        services = self.mlroad.services
        if services is None:
            raise RuntimeError("the editor was opened before the services")
        return services

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand on what the app says in words: the message does not rise by itself."""
        self.mlroad.on_worker_state_changed(event)

    def _look_up(self) -> None:
        """Whether the card is the learner's own: a shipped one is said to be one."""
        services, card = self._services(), self._editing
        if card is None:
            return

        async def work() -> None:
            self._own = await services.read(lambda: services.cards.is_own(card))
            if not self._own:
                self._say(("A shipped card: your words are laid over it. F10 takes them away.", ""))

        self.run_worker(work, group="own", exit_on_error=False, description="reading the card")

    # What is shown

    def on_resize(self) -> None:
        """As many keys as the line has room for."""
        room, pieces = self.size.width - 1, [" "]
        shown: list[Piece] = [*pieces]
        own = self.mlroad.settings.keys
        actions = {action.id: action for action in actions_of("editor")}
        for name in _FOOTER:
            key, label = key_name(keys_of(actions[name], own)[0]), f" {actions[name].name}   "
            if width(key + label) > room:
                break
            shown += [(key, "bold"), (label, "$muted")]
            room -= width(key + label)
        self.query_one("#key-bar", Words).say(*shown)

    def _show(self, draft: Draft) -> None:
        library = self._services().library
        body = self.query_one(EditorBody)
        body.show(draft, library, may_turn=self._editing is None)

    def _now(self) -> Draft:
        return self.query_one(EditorBody).draft(self._draft)

    def _say(self, *pieces: Piece) -> None:
        self.query_one("#state", Words).say(*pieces)

    def on_text_area_changed(self) -> None:
        """The preview follows what is typed."""
        self._look_soon()

    def on_input_changed(self) -> None:
        """The preview follows what is typed."""
        self._look_soon()

    def _look_soon(self) -> None:
        """Lay out once for all that was typed before the next frame."""
        if not self._stale:
            self._stale = True
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        self._stale = False
        draft = self._now()
        cards, faults = preview(draft), self._faults(draft)
        if draft == replace(self._before, kind=draft.kind, topic=draft.topic) and not draft.front:
            cards, faults = (), ()
        words = self.query_one("#preview", Prose)
        words.lay_out(lambda room: preview_words(cards, faults, room))

    def _faults(self, draft: Draft) -> tuple[str, ...]:
        return faults_of(draft, self._services().library.topics)

    # Actions

    def action_save(self) -> None:
        """Keep the card; an added one makes room for the next."""
        draft, services = self._now(), self._services()
        faults = self._faults(draft)
        if faults:
            self._say(("Not saved: ", "bold $warning"), sentence(faults[0]))
            return
        if self._busy:
            return
        if self._editing and draft == self._before:
            self.dismiss(None)
            return
        self._busy = True

        async def work() -> None:
            try:
                cards = await services.read(lambda: services.cards)
                if self._editing is None:
                    self._added(draft, await services.write(cards.add, draft))
                else:
                    self._edited(await services.write(cards.edit, self._editing, draft))
            except CardChanged:
                self._say(("Not saved: ", "bold $warning"), "this card is gone; copy your words.")
            except ValueError as error:
                self._say(("Not saved: ", "bold $warning"), sentence(str(error)))
            finally:
                self._busy = False

        self.run_worker(work, group="save", exit_on_error=False, description="saving the card")

    def _added(self, draft: Draft, ids: tuple[str, ...]) -> None:
        self._draft = new_draft(draft.topic, draft.kind)
        self._before = tidied(self._draft)
        self.query_one(EditorBody).fill(self._draft)
        self.query_one("#front").focus()
        what = "Added" if len(ids) == 1 else f"Added {plural(len(ids), 'card')}"
        self._say(("✓ ", "$success"), f"{what}. Write the next one, or Esc; then u takes it back.")
        self._look()
        self._on_saved(ids)

    def _edited(self, ids: tuple[str, ...]) -> None:
        own = "Saved" if self._own else "Saved over the shipped words"
        self.dismiss(None)
        self.mlroad.say(f"{own}; the schedule stays. u takes it back.")
        self._on_saved(ids)

    def action_shipped(self) -> None:
        """Take the learner's changes of a shipped card back."""
        services, card = self._services(), self._editing
        if card is None or self._own:
            self._say("Only a shipped card has other words to go back to.")
            return

        async def work() -> None:
            if not await services.write(services.cards.restore, card):
                self._say("These are the shipped words.")
                return
            self.dismiss(None)
            self.mlroad.say("The shipped words are back. u takes it back.")
            self._on_saved((card,))

        self.run_worker(work, group="save", exit_on_error=False, description="restoring the card")

    def action_kind(self) -> None:
        """The next kind; what is written stays where it is."""
        if self._editing is not None:
            self._say("The kind of a card stays; add a new card for another kind.")
            return
        now = self._now()
        self._show(replace(now, kind=KINDS[(KINDS.index(now.kind) + 1) % len(KINDS)]))
        self._say("")
        self._look()

    def action_topic(self) -> None:
        """Ask for the topic."""
        from tui.screens.choose_topic import ask_topic

        def answered(topic: str | None) -> None:
            if topic is not None:
                self._show(replace(self._now(), topic=topic))
                self._look()

        screen = ask_topic(self._services().library, "Type a part of its title or id:")
        self.mlroad.push_screen(screen, answered)

    def on_label_clicked(self, message: Label.Clicked) -> None:
        """A click on the kind or the topic changes it."""
        (self.action_kind if message.label == "kind" else self.action_topic)()

    def action_deletion(self) -> None:
        """Hide the selection, or the word at the cursor, behind the next number."""
        area = self.query_one("#front", Area)
        if self._now().kind != "cloze":
            self._say("Deletions belong to the kind cloze: F4 changes the kind of a new card.")
            return
        area.put(*with_deletion(area.text, *area.span()))
        area.focus()

    def action_preview(self) -> None:
        """Show the preview instead of the form where there is no room for both, or the form."""
        if self.has_class("-wide"):
            self._say("The preview stands beside the form.")
            return
        self.toggle_class("-preview")
        self.query_one("#preview-pane" if self.has_class("-preview") else "#front").focus()

    def action_keys(self) -> None:
        """Show the keys."""
        from tui.screens.help import HelpScreen

        self.mlroad.push_screen(HelpScreen("editor", self.mlroad.settings.keys))

    def action_leave(self) -> None:
        """One step back: from the preview to the form, from the form to where one came from."""
        if self.has_class("-preview"):
            self.action_preview()
        elif self._now() == replace(self._before, kind=self._now().kind, topic=self._now().topic):
            self.dismiss(None)
        else:
            self._ask_to_leave()

    def _ask_to_leave(self) -> None:
        options = (
            Option("s", "Save and leave" if self._editing else "Save"),
            Option("d", "Throw the words away"),
            Option("w", "Go on writing"),
        )

        def answered(key: str | None) -> None:
            if key == "s":
                self.action_save()
            elif key == "d":
                self.dismiss(None)

        screen = ChooseScreen("Unsaved words", "What you wrote is not saved.", options)
        self.mlroad.push_screen(screen, answered)
