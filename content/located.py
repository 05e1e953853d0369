"""YAML that remembers on which line each mapping, each key and each list item stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from content.model import Fault

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML without libyaml: the same, slower
    from yaml import SafeLoader as _BaseLoader


class Located(dict[str, Any]):
    """A mapping with the line it starts on and the line of each key (1-based)."""

    line: int = 0
    lines: dict[str, int]
    repeated: tuple[tuple[str, int], ...] = ()

    def line_of(self, key: str) -> int:
        """The line of ``key``, or of the mapping itself where the key is absent."""
        return self.lines.get(key, self.line)


class LocatedList(list[Any]):
    """A list with the line of each item (1-based)."""

    lines: tuple[int, ...] = ()


# What the constructors of PyYAML let through for a value that does not fit its tag.
_UNREADABLE = (ValueError, ArithmeticError, LookupError, AttributeError, TypeError)
_NOT_YAML = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEEPEST = 40
BYTES_MAX = 1_000_000
VALUE_MAX = 20_000
"""Characters of one value; YAML's own reading of numbers takes the square of it."""
VALUES_MAX = 200_000
"""Values of a file, those counted again that an alias (``*name``) repeats."""


class _Loader(_BaseLoader):  # type: ignore[misc, valid-type]
    """The safe loader, with located mappings and lists, and dates left as the text they are."""

    yaml_constructors = {
        tag: constructor
        for tag, constructor in _BaseLoader.yaml_constructors.items()
        if str(tag).rpartition(":")[2] not in ("binary", "omap", "pairs", "set", "timestamp")
    }
    yaml_implicit_resolvers = {
        first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
        for first, rules in _BaseLoader.yaml_implicit_resolvers.items()
    }


def _construct_located(loader: Any, node: yaml.Node) -> Located:
    if not isinstance(node, yaml.MappingNode):
        raise _fault_at(node, "is marked as a mapping and is none")
    located = Located()
    located.line = node.start_mark.line + 1
    located.lines = {}
    repeated: list[tuple[str, int]] = []
    for key_node, value_node in node.value:
        key, line = _key(loader, key_node), key_node.start_mark.line + 1
        if key in located.lines:
            repeated.append((key, line))
        located.lines[key] = line
        located[key] = _value(loader, value_node)
    located.repeated = tuple(repeated)
    return located


def _construct_located_list(loader: Any, node: yaml.Node) -> LocatedList:
    if not isinstance(node, yaml.SequenceNode):
        raise _fault_at(node, "is marked as a list and is none")
    items = LocatedList(_value(loader, child) for child in node.value)
    items.lines = tuple(child.start_mark.line + 1 for child in node.value)
    return items


def _value(loader: Any, node: yaml.Node) -> Any:
    try:
        return loader.construct_object(node, deep=True)
    except _UNREADABLE as error:
        raise _fault_at(node, "the value does not fit its type") from error


def _key(loader: Any, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _fault_at(node, "a key must be a word, not a list or a mapping")
    # Merging would let a few lines of aliases grow into millions of keys.
    if node.tag == "tag:yaml.org,2002:merge":
        raise _fault_at(node, "merge keys (<<) are not read here; write the keys out")
    return str(_value(loader, node))


def _fault_at(node: yaml.Node, words: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, words, node.start_mark)


_Loader.add_constructor(  # pyright: ignore[reportUnknownMemberType]
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_located
)
_Loader.add_constructor(  # pyright: ignore[reportUnknownMemberType]
    yaml.resolver.BaseResolver.DEFAULT_SEQUENCE_TAG, _construct_located_list
)


def read_located(path: Path) -> tuple[Any, list[Fault]]:
    """Read one YAML file.

    Returns the document, with ``Located`` mappings and lists, and the faults that stopped the
    reading: a file that cannot be opened, bytes that are not UTF-8, or text that is not YAML. With
    a fault the document is None.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            words = f"is larger than {BYTES_MAX // 1_000_000} MB; split it"
            return None, [Fault(str(path), 1, "file", words)]
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return None, [Fault(str(path), 1, "file", f"cannot be read: {error.strerror or error}")]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Fault(str(path), line, "encoding", "is not UTF-8; save the file as UTF-8")]
    control = _NOT_YAML.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        words = f"is not YAML: the control character U+{ord(control[0]):04X}"
        return None, [Fault(str(path), line, "yaml", words)]
    try:
        _refuse_what_explodes(text)
        return yaml.load(text, Loader=_Loader), []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.rstrip().count("\n")) + 1 if mark else 1
        return None, [Fault(str(path), line, "yaml", f"is not YAML: {error.problem}")]
    except (yaml.YAMLError, *_UNREADABLE) as error:
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        return None, [Fault(str(path), 1, "yaml", f"is not YAML: {words}")]


def _refuse_what_explodes(text: str) -> None:
    """Raise ``yaml.MarkedYAMLError`` for what no content file has and no loader survives.

    libyaml's loader recurses in C, and some ten thousand brackets end the process. A few lines of
    aliases stand for more values than there is memory.
    """
    parse: Callable[..., Iterable[yaml.Event]] = yaml.parse  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    sizes: dict[str, int] = {}
    inside: list[tuple[str | None, int]] = []  # the anchors of what is open, the values before it
    count = 0
    for event in parse(text, Loader=_Loader):
        anchor: str | None = getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionEndEvent):
            opened, before = inside.pop()
            if opened is not None:
                sizes[opened] = count - before
            continue
        if isinstance(event, yaml.CollectionStartEvent):
            inside.append((anchor, count))
        elif isinstance(event, yaml.ScalarEvent):
            if anchor is not None:
                sizes[anchor] = 1
            if len(event.value) > VALUE_MAX:
                words = f"a value has more than {VALUE_MAX} characters"
                raise yaml.MarkedYAMLError(None, None, words, event.start_mark)
        count += sizes.get(anchor or "", 1) if isinstance(event, yaml.AliasEvent) else 1
        if len(inside) > _DEEPEST or count > VALUES_MAX:
            deep = f"is nested more than {_DEEPEST} levels deep"
            words = deep if len(inside) > _DEEPEST else f"holds more than {VALUES_MAX} values"
            raise yaml.MarkedYAMLError(None, None, words, event.start_mark)
