"""Options of the test run; fixtures stand in the conftest.py of each folder."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden screens are rewritten only when asked."""
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden screens of tests/golden"
    )
