"""Fixtures of the feed tests: own replies, recorded replies, a local server."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def feed_server() -> Any:
    """The module ``feed_server.py`` beside this file."""
    name = "feed_server"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "feed_server.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture
def server(feed_server: Any) -> Iterator[Any]:
    """A local HTTP server."""
    with feed_server.serving() as running:
        yield running


@pytest.fixture(scope="session")
def own() -> Callable[[str], bytes]:
    """The bytes of one of the project's own, invented replies."""
    return lambda name: (HERE / "data" / name).read_bytes()


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded replies; the test is skipped where it is absent."""
    shared = os.environ.get("MLROAD_SHARED")
    folder = Path(shared) if shared else HERE.parents[3] / "shared"
    folder = folder / "data" / "feeds"
    if not folder.is_dir():
        pytest.skip(f"no recorded replies at {folder} (set MLROAD_SHARED)")
    return folder
