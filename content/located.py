"""YAML that remembers on which line each mapping and each key stood."""

from __future__ import annotations

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


class _Loader(_BaseLoader):  # type: ignore[misc, valid-type]
    """The safe loader, with mappings built as ``Located``."""


def _construct_located(loader: Any, node: yaml.MappingNode) -> Located:
    loader.flatten_mapping(node)
    located = Located()
    located.line = node.start_mark.line + 1
    located.lines = {}
    repeated: list[tuple[str, int]] = []
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        line = key_node.start_mark.line + 1
        if key in located.lines:
            repeated.append((key, line))
        located.lines[key] = line
        located[key] = loader.construct_object(value_node, deep=True)
    located.repeated = tuple(repeated)
    return located


_Loader.add_constructor(  # pyright: ignore[reportUnknownMemberType]
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_located
)


def read_located(path: Path) -> tuple[Any, list[Fault]]:
    """Read one YAML file.

    Returns the document (mappings as ``Located``) and the faults that stopped the reading: a file
    that cannot be opened, bytes that are not UTF-8, or text that is not YAML. With a fault the
    document is None.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return None, [Fault(str(path), 1, "file", f"cannot be read: {error.strerror or error}")]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return None, [Fault(str(path), line, "encoding", "is not UTF-8; save the file as UTF-8")]
    try:
        return yaml.load(text, Loader=_Loader), []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return None, [Fault(str(path), line, "yaml", f"is not YAML: {error.problem}")]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        return None, [Fault(str(path), 1, "yaml", f"is not YAML: {words}")]
