"""Add a card of your own; prints the ids of its cards.

Without --front the words come from standard input: the question, a line with
three dashes (---), the answer; after a second such line the reason, if any.

  mlroad add --topic l1.math.la.eigen --kind cloze <<'END'
  $Av = \\lambda v$ makes $v$ an {{c1::eigenvector}} of $A$.
  END

Kinds: basic; reversed (asked both ways); cloze (holes {{c1::word}} or
{{c1::word::hint}} in the question, a card for each number); typed (--answer is
typed and compared, --accept are other right answers).
"""

from __future__ import annotations

import sys
from contextlib import closing

from content.refusal import Refusal
from tui.cleaning import clean
from tui.commands.output import say, say_json
from tui.parsing import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from db.drafts import Draft
    from tui.arguments import Options
    from tui.commands.call import Call

KINDS = ("basic", "reversed", "cloze", "typed")
_RULE = "---"
_INPUT_LIMIT = 200_000
_SEE = "see mlroad add --help"


def add_arguments(parser: ArgumentParser) -> None:
    """The fields of a card."""
    parser.add_argument("--topic", metavar="ID", required=True, help="where it stands on the map")
    parser.add_argument("--kind", choices=KINDS, default="basic", help="basic unless said")
    parser.add_argument("--front", metavar="TEXT", help="the question, or the text of a cloze")
    parser.add_argument("--back", metavar="TEXT", help="the answer, or what stands below it")
    parser.add_argument("--answer", metavar="TEXT", help="what is to be typed (kind typed)")
    parser.add_argument(
        "--accept", metavar="TEXT", action="append", default=[], help="also right; several times"
    )
    parser.add_argument("--why", metavar="TEXT", help="the reason, shown under the answer")
    parser.add_argument("--source", metavar="TITLE", help="the page or book that says so")
    parser.add_argument("--url", metavar="ADDRESS", help="its address, https://...")
    parser.add_argument(
        "--tag", metavar="TAG", action="append", default=[], help="a tag; several times"
    )


def run(call: Call) -> int:
    """Add the card."""
    from db.drafts import faults_of
    from db.notes import add_note
    from tui.commands.near import require
    from tui.opening import open_learner

    draft = _draft(call.options)
    store, clock, library = open_learner(call.home)
    with closing(store):
        require(draft.topic, library.topics, "topic", "mlroad topics")
        faults = faults_of(draft, library.topics)
        if faults:
            raise Refusal(f"nothing was added: {'; '.join(faults)}")
        cards = add_note(store, clock, draft)
    if call.json:
        return say_json({"topic": draft.topic, "kind": draft.kind, "cards": list(cards)})
    for card in cards:
        say(card)
    return 0


def _draft(options: Options) -> Draft:
    from db.drafts import Draft

    front, back, why = options.front, options.back, options.why
    if front is None:
        if back is not None:
            raise UsageError(f"--back needs --front; {_SEE}")
        front, back, read_why = _from_input()
        why = why if why is not None else read_why
    if options.kind != "typed" and (options.answer is not None or options.accept):
        raise UsageError(f"--answer and --accept belong to --kind typed; {_SEE}")
    return Draft(
        topic=options.topic,
        kind=options.kind,
        front=clean(front),
        back=clean(back or ""),
        answer=None if options.answer is None else clean(options.answer),
        accept=tuple(map(clean, options.accept)),
        why=None if why is None else clean(why),
        source_title=None if options.source is None else clean(options.source),
        source_url=None if options.url is None else clean(options.url),
        tags=tuple(map(clean, options.tag)),
    )


def _from_input() -> tuple[str, str, str | None]:
    """Question, answer and reason from standard input."""
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise UsageError(f"there is neither --front nor standard input; {_SEE}")
    if sys.stdin.isatty():
        print(f"The question, a line {_RULE}, the answer; Ctrl+D ends.", file=sys.stderr)
    text = sys.stdin.read(_INPUT_LIMIT + 1)
    if len(text) > _INPUT_LIMIT:
        raise Refusal(f"nothing was added: more than {_INPUT_LIMIT:,} characters came in")
    parts = [""]
    for line in text.splitlines():
        if line.strip() == _RULE and len(parts) < 3:
            parts.append("")
        else:
            parts[-1] += line + "\n"
    front, back, why, *_ = (*parts, "", "", "")
    return front, back, why if why.strip() else None
