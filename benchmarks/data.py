"""Rows of the database and the content: the answer, the queue, the counts, the library, imports."""

from __future__ import annotations

import statistics

from pairs import Result, against, by_turns, percentile, within
from work import HERE, Work

QUEUE_LIMIT = 42
"""Anki's 21 ms for 50,000 cards and 400,000 reviews on the machine of the design, doubled."""
GLANCE_LIMIT = 16
"""A frame: it is read before the first one."""
TOPICS_LIMIT = 8.3
"""Half of what Anki takes for new, due and total per topic on the machine of the design."""
LIBRARY_RATIO = 3
IMPORT_RATIO = 1.5


def answer(work: Work) -> list[Result]:
    """Answer, durable commit, counts of today, undo; and with the next card and its choices."""
    script = str(HERE / "answer.py")
    acts = [script, "ours_log", work.copy_of_big("ours-log")]
    acts_by_hand = [script, "by_hand_log", work.copy_of_big("hand-log")]
    ours = [script, "ours", work.copy_of_big("ours")]
    hand = [script, "by_hand", work.copy_of_big("hand")]
    return [
        against(
            "answer, commit, done counts, undo",
            "sqlite3 by hand",
            work.turns(acts, acts_by_hand),
            ratio=1.2,
        ),
        against(
            "the same and the next card",
            "sqlite3 + py-fsrs by hand",
            work.turns(ours, hand),
            ratio=1.2,
        ),
    ]


def reads(work: Work) -> list[Result]:
    """What is read at 100,000 cards."""
    path = str(work.big)
    queue = [work.inside("child", "queue", path)() for _ in range(work.runs)]
    glance = [work.inside("child", "glance", path)() for _ in range(work.runs)]
    counts = by_turns(
        work.inside("child", "topics", path),
        work.inside("child", "topics_by_rows", path),
        work.runs,
    )
    rows = statistics.median(counts[1])
    return [
        within("queue of 100,000 cards", percentile(queue, 0.5), QUEUE_LIMIT, count=len(queue)),
        within(
            "counts of Today, 100,000", percentile(glance, 0.5), GLANCE_LIMIT, count=len(glance)
        ),
        within(
            "counts of 400 topics, 100,000",
            statistics.median(counts[0]),
            TOPICS_LIMIT,
            count=len(counts[0]),
            note=f"the same counted in Python from plain rows: {rows:.0f} ms",
            extra={"by_rows": rows},
        ),
    ]


def library(work: Work) -> list[Result]:
    """The checked library from its cache."""
    cache = str(work.home / "cache" / "library.json")
    measured = by_turns(
        work.inside("child", "library", cache),
        work.inside("child", "library_json", cache),
        work.runs,
    )
    return [against("library from its cache", "json.loads of it", measured, ratio=LIBRARY_RATIO)]


def imports(work: Work) -> list[Result]:
    """What is imported before the first frame."""
    measured = by_turns(
        work.inside("child", "import_app"), work.inside("child", "import_textual"), work.runs
    )
    return [
        against("import tui.app, Today", "import of the bare app", measured, ratio=IMPORT_RATIO)
    ]
