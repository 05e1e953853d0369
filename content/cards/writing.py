"""The writing rules of a single card: each with an id, and words that say how to mend it.

They keep a card to one idea that can be failed alone (``docs/authoring.md`` has each with a good
and a bad example). What a rule cannot see a second reader must.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from content.assemble import make_problem
from content.cards.allowed import ExpressionError
from content.cards.drawing import draw
from content.cards.evaluation import Budget, Value
from content.cards.words import FORMULA, answered, asked, first_sentence, items, plain, words
from content.links import Piece
from content.located import Located
from content.model import Fault
from content.notes import read_cloze

FRONT_WORDS = 30
SENTENCE_WORDS = 25
BACK_WORDS = 40
ITEMS = 3
DELETIONS = 2
DELETION_WORDS = 5
TOLERANCE_STEPS = 30_000
_YES_NO = re.compile(
    r"^(is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|must|may)\b",
    re.IGNORECASE,
)
_YES = re.compile(r"^(yes|no)[ \t]*(?:[,.;:!–—]|$)", re.IGNORECASE)
_COMMAND = re.compile(
    r"(?:^|[.!?:;,]\s+|\bplease |\bthen )"
    r"(explain|describe|list|discuss|elaborate|enumerate|outline|summari[sz]e)\b"
    r"(?! (?:comprehension|display|literal|or |and |with |of ))",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"\b(that one|(?:the|as|see|shown|given|described|equation) (?:above|below)|"
    r"(?:the|this|that) (?:paper|authors?|figure|article|chapter|lecture)|"
    r"aforementioned|as mentioned|as seen)\b",
    re.IGNORECASE,
)
_THIS = re.compile(r"\b(this|these|the following)\b", re.IGNORECASE)
_OF_CODE = re.compile(r"\b(this|these|the following)\b", re.IGNORECASE)
_SAID_BEFORE = re.compile(rf"[.,:;?!{FORMULA}]")
_ABSOLUTE = re.compile(r"\b(always|never|best)\b", re.IGNORECASE)
_AGES = re.compile(
    r"\b(currently|nowadays|today|state[- ]of[- ]the[- ]art|as of|version \d|"
    r"(?:python|numpy|pandas|pytorch|git) \d)\b|\$\d|\bUSD\b|\b\d+ ?(?:dollars|euros)\b",
    re.IGNORECASE,
)


class Rule(NamedTuple):
    """One rule of writing: what it finds wrong as (key of the card, how to mend it)."""

    id: str
    find: Callable[[Located], Iterator[tuple[str, str]]]
    level: str = "error"


def check_card(piece: Piece) -> Iterator[Fault]:
    """Yield a fault for each rule that a card breaks."""
    node = piece.node
    name = str(node["id"])
    for rule in RULES:
        for key, text in rule.find(node):
            at = node.line_of(key)
            yield Fault(piece.file, at, rule.id, f"{name}: {text}", card=name, level=rule.level)


def _front_length(node: Located) -> Iterator[tuple[str, str]]:
    count = len(words(asked(node)))
    if count > FRONT_WORDS:
        yield "front", f"the front has {count} words; cut it to {FRONT_WORDS}"


def _back_length(node: Located) -> Iterator[tuple[str, str]]:
    text = str(node.get("back") or "")
    count = len(words(text))
    if count > BACK_WORDS and node["kind"] != "code":
        yield "back", f"the back has {count} words; cut it to {BACK_WORDS}, the rest into `why`"


def _back_sentence(node: Located) -> Iterator[tuple[str, str]]:
    count = len(words(first_sentence(str(node.get("back") or ""))))
    if count > SENTENCE_WORDS and node["kind"] not in ("code", "generated"):
        yield "back", f"its first sentence has {count} words; answer in {SENTENCE_WORDS}"


def _one_question(node: Located) -> Iterator[tuple[str, str]]:
    if plain(asked(node)).count("?") > 1:
        yield "front", "it asks twice; make two cards of it"


def _yes_no(node: Located) -> Iterator[tuple[str, str]]:
    last = re.split(r"(?<=[.!:;,])\s+", plain(node["front"]).strip())[-1]
    if node["kind"] != "cloze" and _YES_NO.match(last) and " or " not in last:
        yield "front", "it can be answered by yes or no; ask what, which, why or how"
    elif _YES.match(str(node.get("back") or "")):
        yield "back", "it begins with yes or no; ask so that the reason is the answer"


def _list_length(node: Located) -> Iterator[tuple[str, str]]:
    for key in ("front",) if node["kind"] == "code" else ("front", "back"):
        count = items(str(node.get(key) or ""))
        if count > ITEMS:
            yield key, f"a list of {count} cannot be learned; keep {ITEMS} or split the card"


def _dangling(node: Located) -> Iterator[tuple[str, str]]:
    text = plain(node["front"])
    if node["kind"] == "code":
        text = _OF_CODE.sub("", text)
    found = _DANGLING.search(text) or _THIS.search(text)
    if found and _THIS.match(found[0]) and _points_within(text, found):
        return
    if found:
        yield "front", f"`{found[0]}` points at nothing on the card; name what is meant"


def _points_within(text: str, found: re.Match[str]) -> bool:
    """Whether what it points at stands on the front: before it, or as a formula behind it."""
    if found[0].casefold() == "the following":
        return FORMULA in text[found.end() :] or ":" in text[found.end() :]
    return bool(_SAID_BEFORE.search(text, 0, found.start()))


def _command(node: Located) -> Iterator[tuple[str, str]]:
    found = _COMMAND.search(plain(node["front"]))
    if found:
        yield "front", f"`{found[1]}` has no end; ask one thing that is right or wrong"


def _answer_in_front(node: Located) -> Iterator[tuple[str, str]]:
    if node["kind"] in ("cloze", "generated", "code", "symbolic"):
        return
    front, back = words(node["front"]), words(answered(node))
    plain_back = [word for word in back if word != FORMULA]
    if not plain_back or len(plain_back) > 4 or len("".join(plain_back)) < 4:
        return
    size = len(back)
    if any(front[at : at + size] == back for at in range(len(front) - size + 1)):
        yield "back", "the answer stands in the front; ask so that it has to be found"


def _cloze(node: Located) -> Iterator[tuple[str, str]]:
    if node["kind"] != "cloze":
        return
    deletions, _ = read_cloze(node["front"])
    if len(deletions) > DELETIONS:
        yield "front", f"{len(deletions)} deletions; leave {DELETIONS}, so that enough is shown"
    for one in deletions:
        count = len(words(one.answer))
        if count > DELETION_WORDS:
            yield "front", f"a deletion hides {count} words; hide at most {DELETION_WORDS}"


def _covers(node: Located) -> Iterator[tuple[str, str]]:
    if not node["covers"]:
        yield "covers", "it serves no goal; name the goal of its topic, or drop the card"


def _ages(node: Located) -> Iterator[tuple[str, str]]:
    if node.get("as_of"):
        return
    for key in ("front", "back", "why"):
        found = _AGES.search(plain(str(node.get(key) or "")))
        if found:
            yield key, f"`{found[0]}` ages; say when it was true in `as_of`, or cut it"
            return


def _absolute(node: Located) -> Iterator[tuple[str, str]]:
    for key in ("front", "back"):
        found = _ABSOLUTE.search(plain(str(node.get(key) or "")))
        if found:
            yield key, f"`{found[0]}` is seldom true; say under which conditions"


def _tolerance(node: Located) -> Iterator[tuple[str, str]]:
    problem = make_problem(node)
    if problem is None or problem.tolerance:
        return
    try:
        budget = Budget(TOLERANCE_STEPS)
        answers = [draw(problem, node["id"], reviews, budget).answer for reviews in range(5)]
    except ExpressionError:
        return  # verify says why there is no answer
    if any(map(_is_long, answers)):
        yield "answer", "the answer is no round number; say in `tolerance` how exact it must be"


def _is_long(value: Value) -> bool:
    """Whether a number of it has more than six decimals."""
    if isinstance(value, tuple):
        return any(map(_is_long, value))
    return isinstance(value, float) and value != round(value, 6)


RULES = (
    Rule("front-length", _front_length),
    Rule("back-length", _back_length),
    Rule("back-sentence", _back_sentence),
    Rule("one-question", _one_question),
    Rule("yes-no", _yes_no),
    Rule("list-length", _list_length),
    Rule("dangling", _dangling),
    Rule("command", _command),
    Rule("answer-in-front", _answer_in_front),
    Rule("cloze-size", _cloze),
    Rule("no-goal", _covers),
    Rule("ages", _ages),
    Rule("absolute", _absolute, "warning"),
    Rule("tolerance", _tolerance),
)
