"""The words of the settings: every option is there, and what is written is read again."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.model import StudySettings
from db.settings import RANGES
from tui import settings_values as values
from tui.settings import THEMES, Settings
from tui.settings_entries import entries
from tui.settings_list import GROUPS
from tui.settings_words import DEFAULTS, Setting

DAY = 20_000
STUDY = [one for group in GROUPS if not group.machine for one in group.settings]
MACHINE = [one for group in GROUPS if group.machine for one in group.settings]
BY_KEY = {setting.key: setting for setting in (*STUDY, *MACHINE)}


def test_every_setting_is_in_the_list_once() -> None:
    keys = [setting.key for setting in STUDY]
    assert len(keys) == len(set(keys))
    assert {setting.field for setting in STUDY} == {field.name for field in fields(StudySettings)}
    assert [key for key in keys if key.startswith("easy_days")] == [
        f"easy_days.{place}" for place in range(7)
    ]
    assert {setting.key for setting in MACHINE} == set(Settings.__slots__)
    assert len(entries()) == len(GROUPS) + len(STUDY) + len(MACHINE)


@pytest.mark.parametrize("setting", [*STUDY, *MACHINE], ids=lambda one: one.key)
def test_names_meanings_and_ranges_are_sentences(setting: Setting) -> None:
    assert setting.name[0].isupper()
    assert len(setting.name) <= 24
    assert setting.meaning.endswith(".")
    assert setting.form
    if setting in STUDY:
        assert setting.range


def test_the_themes_offered_are_those_that_there_are() -> None:
    assert tuple(BY_KEY["theme"].choices) == THEMES


def _settings(setting: Setting) -> st.SearchStrategy[Any]:
    """Good values of a setting."""
    if setting.choices:
        return st.sampled_from(list(setting.choices))
    if setting.field in ("learning_steps", "relearning_steps"):
        return st.lists(st.integers(1, 30 * 86_400), max_size=12).map(tuple)
    if setting.field == "desired_retention":
        return st.integers(70, 99).map(lambda percent: percent / 100)
    if setting.field == "easy_days":
        return st.integers(0, 100)
    if setting.field in ("more_new", "more_reviews"):
        return st.integers(0, 99_999)
    if setting.field == "parameters":
        return st.none()
    least, most = RANGES[setting.field]
    return st.integers(int(least), int(most))


@given(st.data())
def test_what_is_written_is_read_again_and_saved(data: st.DataObject) -> None:
    setting = data.draw(st.sampled_from(STUDY))
    value = data.draw(_settings(setting))
    assert setting.read(setting.write(value)) == value
    saved = setting.change(DEFAULTS, DAY, value)
    changed = StudySettings(**{setting.field: saved})
    assert setting.value(changed, DAY) == value


def fault_of(setting: Setting, text: str) -> str:
    """What is wrong with a text, or nothing."""
    try:
        value = setting.read(text)
        if setting in STUDY:
            setting.change(DEFAULTS, DAY, value)
    except ValueError as error:
        return str(error)
    return ""


@given(st.sampled_from([*STUDY, *MACHINE]), st.text(max_size=30))
def test_any_text_is_a_value_or_words(setting: Setting, text: str) -> None:
    fault = fault_of(setting, text)
    assert not fault or (fault[0].isupper() and fault.endswith("."))


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("learning_steps", "1m 10m", (60, 600)),
        ("learning_steps", "1, 10", (60, 600)),
        ("learning_steps", "30s,1.5h 1d", (30, 5_400, 86_400)),
        ("learning_steps", "none", ()),
        ("learning_steps", "1 min 10 min", (60, 600)),
        ("learn_ahead", "20", 1_200),
        ("answer_cap", "60s", 60),
        ("desired_retention", "85", 0.85),
        ("desired_retention", "85 %", 0.85),
        ("desired_retention", "0.85", 0.85),
        ("maximum_interval", "36,500", 36_500),
        ("maximum_interval", "1y", 365),
        ("maximum_interval", "12 months", 360),
        ("maximum_interval", "90d", 90),
        ("rollover_hour", "4:00", 4),
        ("rollover_hour", "23", 23),
        ("leech_threshold", "off", 0),
        ("timebox", "15 min", 15),
        ("easy_days.6", "50 %", 50),
        ("fuzz", "ON", True),
        ("review_order", "Added", "added"),
        ("parameters", "default", None),
        ("contact", "none", ""),
        ("contact", " a@b.example ", "a@b.example"),
    ],
)
def test_people_write_it_in_several_ways(key: str, text: str, value: Any) -> None:
    assert BY_KEY[key].read(text) == value


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("desired_retention", "60 %", "It must be 70 % to 99 %."),
        ("desired_retention", "much", "Write a percentage, such as 90 %."),
        ("maximum_interval", "0", "It must be 1d to 36500d."),
        ("rollover_hour", "24", "It must be 0:00 to 23:00."),
        ("rollover_hour", "4:30", "Write a whole hour, such as 4:00."),
        ("new_per_day", "-1", "Write a whole number."),
        ("new_per_day", "10000", "It must be 0 to 9999."),
        ("learning_steps", "1m tomorrow", "Write lengths of time, such as 1m 10m (s, m, h, d)."),
        ("learning_steps", "31d", "It must be at most 12 steps, each 1s to 30d."),
        ("learning_steps", "1m " * 13, "It must be at most 12 steps, each 1s to 30d."),
        ("learn_ahead", "7h", "It must be 0s to 6h."),
        ("leech_threshold", "100", "It must be off, or up to 99."),
        ("timebox", "601", "It must be off, or up to 600m."),
        ("easy_days.0", "101", "It must be 0 % to 100 %."),
        ("fuzz", "maybe", "Write on or off."),
        ("review_order", "random", "Write one of due, "),
        ("parameters", "1 2", "It must be the default, or 21 numbers within FSRS's bounds."),
        ("parameters", "a b", "Write 21 numbers, or default."),
        ("contact", "ü", "The contact may have letters, digits and signs of ASCII alone."),
        ("keys", "x", "Keys are written in settings.yaml by hand."),
    ],
)
def test_what_cannot_be_is_said_in_the_units_of_people(key: str, text: str, words: str) -> None:
    assert fault_of(BY_KEY[key], text).startswith(words)


def test_a_raised_limit_is_that_of_its_day_alone() -> None:
    raised = StudySettings(more_new=(DAY, 10))
    assert BY_KEY["more_new"].value(raised, DAY) == 10
    assert BY_KEY["more_new"].value(raised, DAY + 1) == 0


def test_spans_are_written_exactly() -> None:
    assert [values.write_span(n) for n in (0, 1, 60, 90, 3_600, 86_400)] == [
        *("0s", "1s", "1m", "90s", "1h", "1d")
    ]
