"""The shipped library, and small content folders written for one test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from content.library import load_library
from content.model import Library

ROADMAP = """\
title: A small map
nodes:
- id: ground
  title: Ground
  kind: group
  text: What everything stands on.
- id: ground.first
  parent: ground
  title: First
  kind: concept
  seed_line: 3
  hours: 1.5
  text: The first thing. It needs nothing.
  goals:
  - {id: add, text: add two numbers}
  resources: [a-book]
- id: ground.second
  parent: ground
  title: Second
  kind: project
  text: The second thing.
  requires:
  - id: ground.first
    why: it adds
  project:
    brief: Build it.
    milestones:
    - {title: one, done: it runs}
    dataset:
      title: Numbers
      url: https://example.org/numbers
    exercises: [ground.first]
    stretch: [make it faster]
resources:
- id: a-book
  title: A book
  url: https://example.org/book
  author: A. Author
  kind: book
  language: en
  access: free
  minutes: 90
  as_of: 2026-11
corrections:
- id: moved
  was: An old page
  was_url: https://example.org/old
  now: A new page
  now_url: https://example.org/new
  text: It has moved.
  as_of: 2026-11
habits:
- {id: daily, title: Daily, text: A little every day.}
"""

PAPERS = """\
papers:
- id: paper.one
  title: One paper
  authors: A. Author
  year: 2017
  arxiv: '1706.03762'
  url: https://arxiv.org/abs/1706.03762
  topic: ground.first
  group: ground
  why: It says so.
"""

SOURCES = """\
sources:
- id: arxiv-lg
  kind: arxiv
  url: https://example.org/rss/cs.LG
  title: cs.LG
  every: 3600
"""

CARDS = """\
- id: first.add
  topic: ground.first
  kind: basic
  skill: compute
  difficulty: 1
  front: What is 1 + 1?
  back: '2'
  covers: [add]
  source: {title: A book, url: https://example.org/book}
"""

SMALL: Mapping[str, str] = {
    "roadmap.yaml": ROADMAP,
    "papers.yaml": PAPERS,
    "sources.yaml": SOURCES,
    "cards/first.yaml": CARDS,
}

WriteContent = Callable[..., Path]


@pytest.fixture(scope="session")
def library() -> Library:
    """The library that ships with the program."""
    return load_library()


@pytest.fixture(scope="session")
def small() -> Mapping[str, str]:
    """A complete and faultless content folder: file name -> text."""
    return SMALL


@pytest.fixture
def write_content(tmp_path: Path) -> WriteContent:
    """Writes files (name -> text or bytes) below a folder of the test and returns the folder."""

    def write(files: Mapping[str, str | bytes], name: str = "content") -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for relative, text in files.items():
            path = folder / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write
