"""Answers as fast as it can and says what is saved; a fresh process for each line that it reads.

``answering.py DATABASE``: for each line ``SEED NOW PAGES`` this process, which has imported all,
forks one that opens the database, answers, undoes and edits until it is killed. It says ``pid N``,
then a line for all that is durable; the parent says ``ended CODE``. PAGES is after how many pages
the write-ahead log goes into the file (0: as the program has it).
"""

from __future__ import annotations

import os
import random
import signal
import sys
from dataclasses import replace

from content.refusal import Refusal
from db import notes, study
from db.clock import Clock
from db.drafts import Draft
from db.model import Rating, Shown, Undone, Waiting
from db.scheduler import Scheduler
from db.statements import prepare
from db.store import Store, open_store

DEVICE = "e" * 32
DAY_S = 86_400


def say(*words: object) -> None:
    """One line in one write, so that a kill leaves a whole line or none."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class Learner:
    """Someone who never rests, with a clock that goes eight seconds an answer."""

    def __init__(self, path: str, seed: int, now: float, pages: int) -> None:
        self.now = now
        self.chance = random.Random(seed)
        self.clock = Clock(4, lambda: self.now, lambda _: 0)
        self.store: Store = open_store(path, device=DEVICE, clock=self.clock)
        if pages:
            self.store.writer().execute(f"PRAGMA wal_autocheckpoint = {pages}")
        settings = self.store.settings()
        self.session = study.StudySession(self.store, self.clock, Scheduler(settings), settings)
        self.edits = 0

    def go_on(self) -> None:
        """One act, said when it is saved."""
        state = self.session.current()
        if isinstance(state, Waiting):
            self.now = state.due_at / 1000
        elif not isinstance(state, Shown):
            self.now += DAY_S
        elif (dice := self.chance.random()) < 0.12:
            self._say_undone("undo", self.session.undo())
        elif dice < 0.16:
            self._say_undone("redo", self.session.redo())
        elif dice < 0.24:
            self._edit(state.card)
        else:
            answered = self.session.answer(state, Rating(self.chance.randint(1, 4)), 4_000)
            self.now += 8
            say("answer", answered.review)

    def _say_undone(self, word: str, undone: Undone | None) -> None:
        if undone is not None:
            say(word, undone.act)

    def _edit(self, card: str) -> None:
        """Write a text into the card that no other edit has, if its words can be changed."""
        self.edits += 1
        text = f"edit-{os.getpid()}-{self.edits}"
        try:
            with self.store.reading() as connection:
                draft = notes.draft_of(connection, card)
        except Refusal:
            return
        notes.edit_note(self.store, card, with_text(draft, text))
        say("edit", text)
        self.session.refresh()


def with_text(draft: Draft, text: str) -> Draft:
    """The draft with a text at its end, which is right for all kinds of cards."""
    return replace(draft, back=f"{draft.back}\n\n{text}")


def main(path: str) -> None:
    """Fork for each line; the child never returns."""
    prepare()  # as the program does before the first answer
    say("ready")
    for line in sys.stdin:
        seed, now, pages = line.split()
        child = os.fork()
        if child == 0:
            say("pid", os.getpid())
            learner = Learner(path, int(seed), float(now), int(pages))
            while True:
                learner.go_on()
        _, status = os.waitpid(child, 0)
        say("ended", signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else status)


if __name__ == "__main__":
    main(sys.argv[1])
