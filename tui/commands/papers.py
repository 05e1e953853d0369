"""The papers fetched, or those that a query finds, newest first.

In QUERY all words must occur; ti: and au: look in title or authors, cat:cs.LG
in the categories, src:ID in what a source brought; is:unread is:read is:saved
is:hidden is:updated ask for their state.
"""

from __future__ import annotations

from contextlib import closing

from tui.commands.output import say, say_json, say_rows
from tui.commands.times import iso_time, time_words
from tui.plain_maths import typeset_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from db.papers_model import PaperDetail, PaperRow
    from tui.commands.call import Call


def add_arguments(parser: ArgumentParser) -> None:
    """The query."""
    parser.add_argument("query", metavar="QUERY", nargs="*", help="what to find; nothing for all")


def run(call: Call) -> int:
    """Print the papers found."""
    from tui.opening import open_learner
    from tui.opening_papers import open_paper_cache

    # The space after the query says that its last word is finished.
    query = " ".join(call.options.query)
    store, _, library = open_learner(call.home)
    with (
        closing(store),
        closing(open_paper_cache(call.home, store, library.sources)) as papers,
    ):
        numbers = papers.ids("all", f"{query} " if query else "")
        if call.json:
            found = [papers.paper(number) for number in numbers]
            return say_json([_document(paper) for paper in found if paper is not None])
        rows = papers.page(numbers)
        empty = not papers.counters().all
    if not rows:
        say(
            "No papers yet; `mlroad feed refresh` fetches them."
            if empty
            else "No paper matches; `mlroad papers` lists all."
        )
        return 0
    say_rows(
        (
            (time_words(row.at_ms)[:10], _marks(row), row.source or None, typeset_line(row.title))
            for row in rows
        ),
        heads=("Date", "State", "Source", "Title"),
    )
    return 0


def _marks(row: PaperRow) -> str:
    if row.saved:
        return "saved"
    return "read" if row.read else "unread"


def _document(paper: PaperDetail) -> dict[str, object]:
    """The shape of `papers --json`. Topics and readiness are not worked out yet: unknown."""
    return {
        "id": paper.key,
        "arxiv": paper.arxiv,
        "version": paper.version,
        "title": paper.title,
        "authors": list(paper.authors),
        "abstract": paper.abstract,
        "categories": list(paper.categories),
        "announce_type": paper.announce_type,
        "published": iso_time(paper.published_ms),
        "source": paper.source or None,
        "url": paper.url,
        "read": paper.read,
        "saved": paper.saved,
        "topics": [],
        "readiness": None,
        "missing": [],
    }
