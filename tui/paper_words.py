"""Papers as rows and as text, and the sources as a table in words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from content.model import Library, Paper
from db.papers_model import PaperDetail, PaperRow, SourceRow
from tui import markdown
from tui.text import Piece, content, joined, plural
from tui.topic_words import GLYPHS
from tui.widgets.rows import Row, RowPiece

if TYPE_CHECKING:
    from db.feed_words import SourceReport

_ANNOUNCED = {"cross": "cross-list", "replace": "replaced", "replace-cross": "replaced"}


def paper_row(paper: PaperRow, now_ms: int, wide: bool) -> Row:
    """A line of the list: mark, title, and at the right what kind, where from, how old."""
    if paper.saved:
        sign: RowPiece = ("✓ ", "good")
    else:
        sign = ("  ", "") if paper.read else ("● ", "accent")
    right: list[RowPiece] = []
    if paper.updated_to:
        right.append((f"updated v{paper.updated_to}", "warn"))
    if wide and paper.announce_type in _ANNOUNCED:
        right.append((_ANNOUNCED[paper.announce_type], "muted"))
    if wide:
        place = paper.categories[0] if paper.arxiv and paper.categories else paper.source
        right.append((place, "muted"))
    right.append((age(now_ms - paper.at_ms).rjust(3), "muted"))
    title = markdown.one_line(paper.title)
    return Row((sign, (title, "muted" if paper.read else "")), tuple(right))


def order_row(paper: Paper, status: str) -> Row:
    """A line of the reading order."""
    role = {"done": "good", "learning": "accent"}.get(status, "muted")
    title = (paper.title, "muted" if status in ("done", "skipped") else "")
    return Row(((f"{GLYPHS[status]} ", role), title), ((str(paper.year), "muted"),))


def age(ms: int) -> str:
    """A span of time in its largest unit: 5m, 3h, 2d, 4mo, 1y."""
    minutes = max(0, ms) // 60_000
    for unit, size in (("y", 525_600), ("mo", 43_800), ("d", 1_440), ("h", 60)):
        if minutes >= size:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def paper_content(paper: PaperDetail, room: int) -> Content:
    """Title, authors, where it was seen, abstract, addresses."""
    lines = markdown.prose(paper.title, room, "bold")
    if paper.authors:
        shown = ", ".join(paper.authors[:8])
        more = len(paper.authors) - 8
        lines.append(content((shown + (f" and {more} more" if more > 0 else ""), "$muted")))
    lines.append(content(*_facts(paper)))
    if paper.updated_to:
        lines.append(content((f"Updated to v{paper.updated_to} since you read it.", "$warning")))
    lines.append(content(""))
    text = paper.abstract.strip()
    if text:
        lines += markdown.prose(text, room)
    else:
        lines.append(content(("No abstract came with it; o opens the page.", "$muted")))
    lines += [content(""), content((paper.url, "$accent"))]
    if paper.pdf_url:
        lines.append(content((paper.pdf_url, "$accent")))
    if paper.comments_url and paper.comments_url != paper.url:
        lines.append(content(("Comments ", "$muted"), (paper.comments_url, "$accent")))
    return joined(lines)


def paper_source(paper: PaperDetail) -> str:
    """Title and abstract as they came, for their formulas."""
    return f"{paper.title}\n\n{paper.abstract}"


def _facts(paper: PaperDetail) -> list[Piece]:
    facts: list[str] = []
    if paper.arxiv:
        facts.append(f"arXiv:{paper.arxiv}" + (f"v{paper.version}" if paper.version else ""))
    facts += paper.categories[:5]
    when = paper.published_ms or paper.first_seen_ms
    facts.append(time.strftime("%d %b %Y", time.gmtime(when / 1000)).lstrip("0"))
    seen = {sighting.source for sighting in paper.sightings if sighting.source}
    if len(seen) > 1:
        facts.append(f"seen in {', '.join(sorted(seen))}")
    marks = [name for name, on in (("read", paper.read), ("saved", paper.saved)) if on]
    return [(" · ".join(facts), "$muted"), (" · " + ", ".join(marks) if marks else "", "$success")]


def order_content(paper: Paper, library: Library, status: str, room: int) -> Content:
    """A paper of the reading order."""
    return joined(
        [
            content((paper.title, "bold")),
            content((f"{paper.authors}, {paper.year}", "$muted")),
            content(
                (f"{GLYPHS[status]} {'read' if status == 'done' else 'not read yet'}", "$muted")
            ),
            content(""),
            *markdown.lines(paper.why, room),
            content(""),
            content(("Belongs to ", "$muted"), library.topics[paper.topic].title),
            content((paper.url, "$accent")),
        ]
    )


def sources_content(sources: Sequence[SourceRow], now_ms: int) -> Content:
    """Each source and what became of it."""
    lines: list[Content] = []
    for source in sources:
        style = {"failed": "$error", "limited": "$warning", "stale": "$warning"}
        state = source.message or source.state or "not asked yet"
        lines.append(content((source.title, "bold"), (f"  {source.id}", "$muted")))
        lines.append(
            content(
                "  ", (state, style.get(source.state, "$success" if source.state else "$muted"))
            )
        )
        asked = f"asked {age(now_ms - source.last_try)} ago, " if source.last_try else ""
        kept = f"{plural(source.items, 'paper')}, {source.unread} unread"
        lines.append(content((f"  {asked}{kept}", "$muted")))
        lines.append(content(("  " + source.url, "$muted")))
    lines.append(content(""))
    lines.append(content(("mlroad feed add ADDRESS", "bold"), (" adds a source, ", "$muted")))
    lines.append(content(("mlroad feed remove ID", "bold"), (" takes one away.", "$muted")))
    return joined(lines)


def refresh_words(reports: Sequence[SourceReport]) -> str:
    """What a refresh brought and which sources it could not ask."""
    new = sum(report.new for report in reports)
    words = plural(new, "new paper")
    failed = [report for report in reports if report.state in ("failed", "limited")]
    if len(failed) == 1:
        return f"{words}; {failed[0].id}: {failed[0].message}"
    return f"{words}; {len(failed)} sources did not answer: F shows why" if failed else words
