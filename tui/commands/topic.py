"""One topic: text, goals, prerequisites, resources, papers, cards, your note."""

from __future__ import annotations

from contextlib import closing

from tui.cleaning import clean_line, plural
from tui.commands.output import say, say_json, say_rows, say_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from content.model import Library, Paper, Resource, Topic
    from tui.commands.call import Call
    from tui.commands.road import MapRow, Standing


def add_arguments(parser: ArgumentParser) -> None:
    """The id of the topic."""
    parser.add_argument("id", metavar="ID", help="the id as `mlroad topics` shows it")


def run(call: Call) -> int:
    """Print a topic, a group or a paper of the reading order."""
    from tui.commands.near import require
    from tui.commands.road import map_rows, standing
    from tui.opening import open_learner

    store, clock, library = open_learner(call.home)
    with closing(store):
        found = standing(store, clock, call.options.id)
    rows = {row.id: row for row in map_rows(library, found)}
    name = require(call.options.id, rows, "topic", "mlroad topics")
    if call.json:
        return say_json({**rows[name].document(), **_details(name, library, found)})
    _say_head(rows[name])
    if name in library.topics:
        _say_topic(library.topics[name], library, rows, len(found.cards))
    else:
        paper = library.papers[name]
        say_text(f"{paper.authors}, {paper.year}")
        say(clean_line(paper.url))
        say()
        say_text(paper.why)
    note = found.notes.get(name)
    if note:
        say("\nYour note")
        say_text(note, "  ")
    return 0


def _details(name: str, library: Library, found: Standing) -> dict[str, object]:
    """What `topic ID --json` has beyond `topics --json`; ``cards`` are the ids here."""
    topic = library.topics.get(name)
    if topic is None:
        paper = library.papers[name]
        listed = {"text": paper.why, "covers": [], "resources": [], "papers": [_paper(paper)]}
        return {**listed, "projects": [], "note": found.notes.get(name), "cards": []}
    return {
        "text": topic.text,
        "covers": [{"id": goal.id, "text": goal.text} for goal in topic.goals],
        "resources": [_resource(resource) for resource in topic.resources],
        "papers": [_paper(paper) for paper in _papers(name, library)],
        "projects": [_project(project) for project in _projects(name, library)],
        "note": found.notes.get(name),
        "cards": list(found.cards),
    }


def _papers(name: str, library: Library) -> list[Paper]:
    return [paper for paper in library.papers.values() if name in (paper.topic, paper.group)]


def _projects(name: str, library: Library) -> list[Topic]:
    """The projects that exercise the topic; the topic itself if it is one."""
    return [
        topic
        for topic in library.topics.values()
        if topic.project is not None and (topic.id == name or name in topic.project.exercises)
    ]


def _resource(resource: Resource) -> dict[str, object]:
    return {
        "title": resource.title,
        "url": resource.url,
        "author": resource.author,
        "kind": resource.kind,
        "language": resource.language,
        "access": resource.access,
        "minutes": resource.minutes or None,
        "as_of": resource.as_of,
    }


def _paper(paper: Paper) -> dict[str, object]:
    return {
        "id": paper.id,
        "title": paper.title,
        "authors": paper.authors,
        "year": paper.year,
        "url": paper.url,
        "arxiv": paper.arxiv,
    }


def _project(topic: Topic) -> dict[str, object]:
    project = topic.project
    steps = project.milestones if project else ()
    return {
        "id": topic.id,
        "title": topic.title,
        "brief": project.brief if project else None,
        "milestones": [{"title": step.title, "done": step.done} for step in steps],
    }


def _say_head(row: MapRow) -> None:
    from tui.commands.topics import STATUS_WORDS

    facts = [row.id, row.kind, STATUS_WORDS.get(row.status, row.status)]
    if row.cards:
        facts.append(plural(row.cards, "card"))
    if row.due:
        facts.append(f"{row.due} due")
    if row.hours:
        facts.append(f"about {row.hours:g} h")
    if not row.ready and row.status not in ("done", "skipped"):
        facts.append("prerequisites missing")
    say_text(row.title)
    say_text(" · ".join(facts))
    say()


def _say_topic(topic: Topic, library: Library, rows: dict[str, MapRow], number: int) -> None:
    from tui.commands.topics import STATUS_WORDS

    say_text(topic.text)
    _say_list("Goals", [goal.text for goal in topic.goals])
    if topic.requires:
        say("\nNeeds")
        states = [
            (STATUS_WORDS.get(rows[need.topic].status, ""), need.topic, need.why)
            for need in topic.requires
        ]
        say_rows(states, indent="  ", wrap=True)
    if topic.project is not None:
        _say_list("Milestones", [f"{step.title}: {step.done}" for step in topic.project.milestones])
    if topic.resources:
        say("\nResources")
        for resource in topic.resources:
            say_text(f"{resource.title} ({resource.author})", "  ")
            say(f"    {clean_line(resource.url)}")  # never wrapped: it is there to be opened
    _say_list("Papers", [f"{paper.title} ({paper.year})" for paper in _papers(topic.id, library)])
    others = [project for project in _projects(topic.id, library) if project.id != topic.id]
    _say_list("Projects that use it", [f"{one.title} ({one.id})" for one in others])
    if number:
        say(f"\n{plural(number, 'card')}: `mlroad cards topic:{topic.id}`")


def _say_list(title: str, lines: Sequence[str]) -> None:
    if lines:
        say(f"\n{title}")
        say_rows((("-", line) for line in lines), indent="  ", wrap=True)
