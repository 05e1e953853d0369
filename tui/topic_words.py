"""A topic, a group or a paper of the reading order as text for the pane beside the map."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from content.model import Correction, Library, Paper, Prerequisite, Project, Resource, Topic
from tui import markdown
from tui.text import content, joined, plural

if TYPE_CHECKING:
    from tui.services import MapState

GLYPHS = {"todo": "○", "learning": "●", "done": "✓", "skipped": "─"}
STATUS_WORDS = {"todo": "to do", "learning": "learning", "done": "done", "skipped": "skipped"}
_STYLES = {"todo": "$muted", "learning": "$accent", "done": "$success", "skipped": "$muted"}


def topic_words(topic: Topic, library: Library, state: MapState, room: int) -> Content:
    """Everything about a topic, in the order of use."""
    status = state.statuses.get(topic.id, "todo")
    lines = [content((topic.title, "bold")), _facts(topic, status, state), content("")]
    lines += markdown.lines(topic.text, room)
    lines += _changes(library.corrections, topic.seed_line)
    if topic.added_because:
        lines += [content(""), content(("Not in the seed: ", "$muted"), topic.added_because)]
    lines += _goals(topic, library)
    lines += _needs("Needs", topic.requires, library, state.statuses)
    lines += _needs("Also uses", topic.also_uses, library, state.statuses)
    if topic.project:
        lines += _project(topic.project, library, room)
    lines += _resources(topic.resources, state.ticked)
    papers = [paper for paper in library.papers.values() if paper.topic == topic.id]
    lines += _papers(papers)
    note = state.notes.get(topic.id)
    if note:
        lines += [content(""), content(("Your note", "bold $accent")), *markdown.lines(note, room)]
    return joined(lines)


def topic_source(name: str, library: Library, state: MapState) -> str:
    """The text of a topic or a paper and the note on it, as they were written."""
    topic, paper = library.topics.get(name), library.papers.get(name)
    text = topic.text if topic else paper.why if paper else ""
    return f"{text}\n\n{state.notes.get(name, '')}"


def paper_words(paper: Paper, library: Library, state: MapState, room: int) -> Content:
    """A paper of the reading order."""
    status = state.statuses.get(paper.id, "todo")
    topic = library.topics[paper.topic]
    lines = [
        content((paper.title, "bold")),
        content((f"{paper.authors}, {paper.year}", "$muted")),
        content((f"{GLYPHS[status]} {STATUS_WORDS[status]}", _STYLES[status])),
        content(""),
        *markdown.lines(paper.why, room),
        content(""),
        content(("Belongs to ", "$muted"), topic.title),
        content((paper.url, "$accent")),
    ]
    note = state.notes.get(paper.id)
    if note:
        lines += [content(""), content(("Your note", "bold $accent")), *markdown.lines(note, room)]
    return joined(lines)


def _facts(topic: Topic, status: str, state: MapState) -> Content:
    facts = [topic.number, topic.kind]
    if topic.duration:
        facts.append(topic.duration)
    if topic.hours:
        facts.append(f"about {topic.hours:g} h")
    counts = state.counts.get(topic.id)
    if counts is not None and counts.total:
        facts.append(plural(counts.total, "card"))
        if counts.due:
            facts.append(f"{counts.due} due")
    words = " · ".join(facts)
    if topic.kind == "group":
        return content((words, "$muted"))
    return content(
        (f"{GLYPHS[status]} {STATUS_WORDS[status]}", _STYLES[status]), (f" · {words}", "$muted")
    )


def _heading(words: str) -> list[Content]:
    return [content(""), content((words, "bold $accent"))]


def _changes(corrections: Sequence[Correction], seed_line: int | None) -> list[Content]:
    found = [
        entry for entry in corrections if seed_line is not None and entry.seed_line == seed_line
    ]
    if not found:
        return []
    lines = _heading("Changed since the seed was written")
    for entry in found:
        lines.append(content((f"{entry.was} ─ now {entry.now}", "bold")))
        lines.append(content(" ".join(entry.text.split()), (f" (as of {entry.as_of})", "$muted")))
        if entry.now_url:
            lines.append(content((entry.now_url, "$accent")))
    return lines


def _goals(topic: Topic, library: Library) -> list[Content]:
    if not topic.goals:
        return []
    covered: dict[str, int] = {}
    for card in library.cards.values():
        if card.topic == topic.id:
            for goal in card.covers:
                covered[goal] = covered.get(goal, 0) + 1
    lines = _heading("Goals")
    for goal in topic.goals:
        number = covered.get(goal.id, 0)
        cards = f"  {plural(number, 'card')}" if number else ""
        lines.append(content("· ", goal.text, (cards, "$muted")))
    return lines


def _needs(
    title: str, needs: Sequence[Prerequisite], library: Library, statuses: Mapping[str, str]
) -> list[Content]:
    if not needs:
        return []
    lines = _heading(title)
    for need in needs:
        status = statuses.get(need.topic, "todo")
        lines.append(
            content((GLYPHS[status] + " ", _STYLES[status]), library.topics[need.topic].title)
        )
        lines.append(content((f"  {need.why}", "$muted")))
    return lines


def _project(project: Project, library: Library, room: int) -> list[Content]:
    lines = [*_heading("Brief"), *markdown.lines(project.brief, room), *_heading("Milestones")]
    for number, step in enumerate(project.milestones, 1):
        lines.append(content(f"{number}. {step.title}"))
        lines.append(content((f"   Done when: {step.done}", "$muted")))
    lines += _heading("Data")
    lines.append(content(project.dataset, (f"  {project.dataset_note}", "$muted")))
    if project.dataset_url:
        lines.append(content((project.dataset_url, "$accent")))
    lines += _heading("Exercises")
    lines += [content("· ", library.topics[name].title) for name in project.exercises]
    lines += _heading("Further")
    lines += [content("· ", goal) for goal in project.stretch]
    return lines


def _resources(resources: Sequence[Resource], ticked: Collection[str]) -> list[Content]:
    if not resources:
        return []
    lines = _heading("Resources")
    for number, resource in enumerate(resources, 1):
        done = resource.url in ticked
        facts = [resource.kind, resource.access]
        if resource.language != "en":
            facts.append({"hi": "in Hindi"}.get(resource.language, f"in {resource.language}"))
        if resource.minutes:
            facts.append(_duration(resource.minutes))
        mark = ("✓ ", "$success") if done else (f"{number} ", "bold")
        lines.append(content(mark, resource.title, (f"  {resource.author}", "$muted")))
        lines.append(content((f"  {', '.join(facts)}  ", "$muted"), (resource.url, "$accent")))
    return lines


def _duration(minutes: int) -> str:
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"


def _papers(papers: Sequence[Paper]) -> list[Content]:
    if not papers:
        return []
    lines = _heading("Papers, in reading order")
    for paper in papers:
        lines.append(content("· ", paper.title, (f"  {paper.authors}, {paper.year}", "$muted")))
    return lines


def path_content(
    rows: Sequence[Sequence[str]], topics: Mapping[str, Topic], statuses: Mapping[str, str]
) -> Content:
    """What is still missing before the last topic of ``rows``, a layer a number."""
    goal = topics[rows[-1][-1]]
    steps = sum(len(row) for row in rows)
    hours = sum(topics[name].hours for row in rows for name in row)
    lines = [content((f"The path to {goal.title}", "bold"))]
    lines.append(content((f"{plural(steps, 'topic')}, about {hours:g} h", "$muted")))
    for number, row in enumerate(rows, 1):
        lines.append(content(""))
        for place, name in enumerate(row):
            mark = f"{number:>2} " if place == 0 else "   "
            glyph = GLYPHS[statuses.get(name, "todo")]
            lines.append(content((mark, "$muted"), f"{glyph} {topics[name].title}"))
    return joined(lines)
