"""The sources of papers: refresh, list, add one by its address, remove one.

ACTION is one of
  refresh [ID ...]   fetch all sources, or these
  list               every source with how it is doing
  add URL            add an address, an arXiv category (cs.LG), a subreddit r/x
  remove ID          take a source away; what it brought stays
"""

from __future__ import annotations

from contextlib import closing

from content.refusal import Refusal
from tui.cleaning import clean_line, plural
from tui.commands.output import say, say_json, say_pair, say_rows
from tui.commands.times import iso_time, time_words
from tui.parsing import UsageError, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

    from content.model import Library
    from db.clock import Clock
    from db.feed_words import SourceReport
    from db.papers import PapersStore
    from db.papers_model import SourceRow
    from db.store import Store
    from tui.commands.call import Call

ACTIONS = ("refresh", "list", "add", "remove")
KINDS = ("auto", "arxiv", "arxiv-api", "reddit", "rss")
_SEE = "see mlroad feed --help"


def add_arguments(parser: ArgumentParser) -> None:
    """The action, what it is about, and the options of adding."""
    parser.add_argument("action", metavar="ACTION", choices=ACTIONS, help=", ".join(ACTIONS))
    parser.add_argument("what", metavar="WHAT", nargs="*", help="ids, or the address to add")
    group = parser.add_argument_group("options of add")
    group.add_argument("--kind", choices=KINDS, help="what it is; auto (told by itself)")
    group.add_argument("--id", metavar="ID", help="the id to give it; made from its name")
    group.add_argument(
        "--every", metavar="SECONDS", type=whole_number, help="how often to look; 60 or more"
    )


def run(call: Call) -> int:
    """Do one of the four."""
    options = call.options
    _check_usage(options.action, options.what, (options.kind, options.id, options.every))
    from tui.opening import open_learner
    from tui.opening_papers import open_paper_cache

    store, clock, library = open_learner(call.home)
    with (
        closing(store),
        closing(open_paper_cache(call.home, store, library.sources)) as papers,
    ):
        job = _Job(call, store, papers, clock, library)
        return job.actions()[options.action]()


def _check_usage(action: str, what: list[str], of_add: tuple[object, ...]) -> None:
    if action != "add" and any(value is not None for value in of_add):
        raise UsageError(f"--kind, --id and --every belong to `feed add`; {_SEE}")
    if action in ("add", "remove") and len(what) != 1:
        name = "address" if action == "add" else "id"
        raise UsageError(f"`feed {action}` takes one {name}, not {len(what)}; {_SEE}")
    if action == "list" and what:
        raise UsageError(f"`feed list` takes nothing; {_SEE}")


class _Job:
    """One run of the command with what it has opened."""

    def __init__(
        self, call: Call, store: Store, papers: PapersStore, clock: Clock, library: Library
    ) -> None:
        self._call = call
        self._store = store
        self._papers = papers
        self._clock = clock
        self._library = library

    def actions(self) -> dict[str, Callable[[], int]]:
        """What each action does."""
        return {
            "refresh": self.refresh,
            "list": self.list,
            "add": self.add,
            "remove": self.remove,
        }

    def refresh(self) -> int:
        """Fetch. Raises ``Refusal`` (exit code 1) if a source failed; the rest is stored."""
        from db.feeds import refresh
        from tui.commands.near import require
        from tui.opening_papers import open_client

        known = [row.id for row in self._papers.sources()]
        for name in self._call.options.what:
            require(name, known, "source", "mlroad feed list")
        width = max(map(len, known), default=0)
        client = open_client(self._call.settings, self._papers)
        try:
            reports = refresh(
                self._papers,
                client,
                self._clock,
                sources=tuple(self._call.options.what) or None,
                progress=None if self._call.json else lambda report: _say_report(report, width),
            )
        finally:
            if client is not None:
                client.close()
        if self._call.json:
            say_json([_report(report) for report in reports])
        elif not reports:
            say("There are no sources; `mlroad feed add cs.LG` adds one.")
        failed = [report.id for report in reports if report.state == "failed"]
        if failed:
            many = f"{len(failed)} of {plural(len(reports), 'source')}"
            raise Refusal(f"{many} failed: {', '.join(failed)}; `mlroad feed list` says why")
        return 0

    def list(self) -> int:
        """Print the sources."""
        rows = self._papers.sources()
        if self._call.json:
            return say_json([_source(row) for row in rows])
        if not rows:
            say("There are no sources; `mlroad feed add cs.LG` adds one.")
            return 0
        say_rows(
            (
                (row.id, row.items, row.unread, _last(row), row.message or "never fetched")
                for row in rows
            ),
            heads=("Id", "Papers", "Unread", "Last good", "State"),
            right=(1, 2),
            wrap=True,
        )
        return 0

    def add(self) -> int:
        """Add a source. Raises ``Refusal`` with the reason."""
        from db.feed_sources import SourceError, add
        from tui.opening_papers import open_client

        options = self._call.options
        client = open_client(self._call.settings, self._papers)
        try:
            added = add(
                self._store,
                self._papers,
                client,
                self._clock,
                options.what[0],
                kind=options.kind or "auto",
                id=options.id,
                every=options.every,
            )
        except SourceError as error:
            raise Refusal(str(error)) from None
        finally:
            if client is not None:
                client.close()
        if self._call.json:
            report = None if added.report is None else _report(added.report)
            return say_json({**_source(added.source), "already": added.already, "report": report})
        done = "is there already" if added.already else f"added ({added.source.kind})"
        say(clean_line(f"{added.source.id}: {done}, {added.source.title}"))
        say(clean_line(added.source.url))
        if added.report is None and not added.already:
            say("`mlroad feed refresh` fetches it.")
        return 0

    def remove(self) -> int:
        """Remove a source; its papers stay. Raises ``Refusal`` for an unknown id."""
        from db.feed_sources import remove
        from tui.commands.near import require

        known = [row.id for row in self._papers.sources()]
        name = require(self._call.options.what[0], known, "source", "mlroad feed list")
        remove(self._store, self._papers, name)
        if self._call.json:
            return say_json({"id": name, "removed": True})
        say(f"{name}: removed; its papers stay, and undo brings it back.")
        return 0


def _source(row: SourceRow) -> dict[str, object]:
    """The shape of `feed list --json`. A source never asked has no state."""
    return {
        "id": row.id,
        "kind": row.kind,
        "url": row.url,
        "title": row.title,
        "state": row.state or None,
        "message": row.message or None,
        "last_ok": iso_time(row.last_ok or None),
        "next_allowed": iso_time(row.next_allowed or None),
        "items": row.items,
        "unread": row.unread,
        "every": row.every,
    }


def _report(report: SourceReport) -> dict[str, object]:
    """The shape of `feed refresh --json`."""
    return {
        "id": report.id,
        "state": report.state,
        "new": report.new,
        "updated": report.updated,
        "message": report.message or None,
        "next_allowed": iso_time(report.next_allowed or None),
        "bytes": report.bytes,
        "seconds": report.seconds,
    }


def _say_report(report: SourceReport, width: int) -> None:
    """One line for each source as it is done; a wait is told of too, being long."""
    if report.state != "fetching":
        say_pair(report.id, report.message or report.state, width)


def _last(row: SourceRow) -> str | None:
    return time_words(row.last_ok) if row.last_ok else None
