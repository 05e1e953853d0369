"""What can be asked of a card in line mode beside answering it: a line each, done at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from content.refusal import Refusal
from tui.cleaning import clean_line, plural
from tui.commands.output import say
from tui.opening import remember_next_topics
from tui.plain_words import say_help, say_info, say_summary

if TYPE_CHECKING:
    from content.model import Card, Library
    from db.model import Undone
    from db.store import Store
    from tui.study_services import StudyServices

DUE_MAX = 36_500
MORE_MAX = 9_999
HERE, ANEW, UNKNOWN = "here", "anew", "unknown"
"""What follows a command: the same prompt again, what is shown now asked for anew, or it is none.
"""


class PlainActs:
    """The commands. ``edits`` is the folder for the files of an editor."""

    def __init__(
        self,
        study: StudyServices,
        store: Store,
        library: Library,
        edits: str,
        ask: Callable[[str], str],
    ) -> None:
        self._study = study
        self._store = store
        self._library = library
        self._edits = edits
        self._ask = ask

    def do(self, line: str, card: Card | None) -> str:
        """Do what the line says to ``card``, None where none is shown; returns what follows."""
        name, words = line[:1], line[1:].strip()
        if not words and name in ("u", "r"):
            return self._undo(name)
        if not words and name == "s":
            say_summary(self._study.summary(), self._library)
            return HERE
        if line == "?":
            say_help()
            return HERE
        if name == "+":
            return self._more(words)
        return UNKNOWN if card is None else self._do_to(card, name, words)

    def _do_to(self, card: Card, name: str, words: str) -> str:
        if name in ("f", "d") and words:
            return self._flag(card, words) if name == "f" else self._set_due(card, words)
        acts: dict[str, Callable[[Card], str]] = {
            "-": self._bury,
            "@": self._suspend,
            "*": self._mark,
            "n": self._forget,
            "e": self._edit,
            "i": self._info,
            "o": self._source,
        }
        act = acts.get(name)
        return UNKNOWN if act is None or words else act(card)

    def _undo(self, name: str) -> str:
        undone: Undone | None = self._study.undo() if name == "u" else self._study.redo()
        if undone is None:
            say(f"There is nothing to {'undo' if name == 'u' else 'redo'}.")
            return HERE
        remember_next_topics(self._store, self._library)
        say(f"{'undone' if name == 'u' else 'done again'}: {undone.name}")
        return ANEW

    def _more(self, words: str) -> str:
        numbers = words.split()
        if not 1 <= len(numbers) <= 2 or not all(map(_is_number, numbers)):
            say("A number follows the plus: +10 raises the limit of new cards, +0 50 of reviews.")
            return HERE
        new, reviews = int(numbers[0]), int(numbers[1]) if len(numbers) == 2 else 0
        if not 0 < new + reviews <= MORE_MAX:
            say(f"1 to {MORE_MAX} cards more.")
            return HERE
        try:
            self._study.more_today(new, reviews)
        except ValueError:
            say("That is more than a day can hold.")
            return HERE
        say(f"today's limits: {plural(new, 'new card')} and {plural(reviews, 'review')} more")
        return ANEW

    # One card

    def _bury(self, card: Card) -> str:
        self._study.bury(card.id)
        say("buried until tomorrow")
        return ANEW

    def _suspend(self, card: Card) -> str:
        self._study.suspend(card.id)
        say("suspended")
        return ANEW

    def _mark(self, card: Card) -> str:
        marked = not self._study.signs(card.id)[1]
        self._study.mark(card.id, marked)
        say("marked" if marked else "no longer marked")
        return HERE

    def _flag(self, card: Card, words: str) -> str:
        if words not in tuple("01234567"):
            say("A flag is 1 to 7: f 3. f 0 takes it off.")
        else:
            self._study.flag(card.id, int(words))
            say(f"flag {words}" if words != "0" else "no flag")
        return HERE

    def _set_due(self, card: Card, words: str) -> str:
        first, dash, last = words.replace(" ", "").partition("-")
        days = (first, last if dash else first)
        if not all(map(_is_number, days)) or not int(days[0]) <= int(days[1]) <= DUE_MAX:
            say(f"Days from today, 0 to {DUE_MAX}: d 3, or one of d 3-7.")
            return HERE
        self._study.set_due(card.id, int(days[0]), int(days[1]))
        said = f"{days[0]} to {days[1]} days" if dash else plural(int(first), "day")
        say("due today" if days[1] == "0" else f"due in {said}")
        return ANEW

    def _forget(self, card: Card) -> str:
        if self._ask("> y makes this card new again, an empty line keeps it") != "y":
            say("The card stays as it is.")
            return HERE
        self._study.forget(card.id)
        say("new again")
        return ANEW

    def _info(self, card: Card) -> str:
        say_info(self._study.info(card.id))
        return HERE

    def _source(self, card: Card) -> str:
        if card.source is None:
            say("This card names no source.")
        else:
            say(clean_line(f"{card.source.title} {card.source.url}"))
        return HERE

    def _edit(self, card: Card) -> str:
        """Open the learner's editor; with a fault in the text offer to open it again."""
        from tui.external_editor import edit

        draft = edited = None
        while True:
            try:
                draft = draft or self._study.draft(card.id)
                edited = edit(draft, card.id, self._library.topics, self._edits, edited)
            except Refusal as error:
                say(clean_line(str(error)))
                return HERE
            if edited.draft is not None:
                self._study.edit(card.id, edited.draft)
                edited.forget()
                say("edited; the schedule stays")
                return ANEW
            if not edited.faults:
                say(clean_line(edited.words))
                return HERE
            for fault in edited.faults:
                say(clean_line(fault))
            if self._ask("> o opens the text again, an empty line leaves it") != "o":
                say(f"Nothing was changed. Your text is in {clean_line(edited.path)}")
                return HERE


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5
