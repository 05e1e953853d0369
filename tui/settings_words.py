"""Every setting in words: its name, what it means, how its value is written and read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from db.model import StudySettings
from db.settings import RANGES, checked
from tui.settings import Settings
from tui.settings_values import Read, Write, read_switch, write_switch

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DEFAULTS = StudySettings()


class Setting(NamedTuple):
    """One study setting, and how people write it.

    ``key`` is the field of ``StudySettings``, for a weekday `easy_days.0` to `.6`. ``form`` says
    how a value is written; ``choices`` maps each value to what it means (none: it is typed).
    """

    key: str
    name: str
    meaning: str
    form: str
    write: Write
    read: Read
    choices: Mapping[Any, str] = {}

    @property
    def field(self) -> str:
        """The field of ``StudySettings``."""
        return self.key.partition(".")[0]

    def value(self, settings: StudySettings | Settings, day: int) -> Any:
        """The value that these settings have on the study day ``day``."""
        value = getattr(settings, self.field)
        if self.field in ("more_new", "more_reviews"):
            return value[1] if value[0] == day else 0
        return value[int(self.key[-1])] if self.field == "easy_days" else value

    def default(self) -> Any:
        """The value that holds when nothing was set."""
        return self.value(DEFAULTS, 0)

    def change(self, settings: StudySettings, day: int, value: Any) -> Any:
        """What to save in the field. Raises ValueError in words of people."""
        if self.field in ("more_new", "more_reviews"):
            value = (day, value)
        elif self.field == "easy_days":
            days = list(settings.easy_days)
            days[int(self.key[-1])] = value
            value = tuple(days)
        try:
            return checked(self.field, value)
        except ValueError:
            raise ValueError(f"It must be {self.range}.") from None

    @property
    def range(self) -> str:
        """What values there are, in the words of people."""
        if self.field in RANGES:
            least, most = RANGES[self.field]
            if self.write(least) == "off":
                return f"off, or up to {self.write(most)}"
            return f"{self.write(least)} to {self.write(most)}"
        return _RANGES.get(self.field, "") or ", ".join(map(self.write, self.choices))


_RANGES = {
    "learning_steps": "at most 12 steps, each 1s to 30d",
    "relearning_steps": "at most 12 steps, each 1s to 30d",
    "easy_days": "0 % to 100 %",
    "more_new": "0 to 99999",
    "more_reviews": "0 to 99999",
    "parameters": "the default, or 21 numbers within FSRS's bounds",
}


def switch(key: str, name: str, meaning: str) -> Setting:
    """A setting that is on or off."""
    return Setting(
        key, name, meaning, "on or off", write_switch, read_switch, {True: "on", False: "off"}
    )


def choice(key: str, name: str, meaning: str, choices: Mapping[Any, str]) -> Setting:
    """A setting that is one of a few words; ``choices`` says what each of them does."""

    def read(text: str) -> Any:
        wanted = text.strip().lower()
        if wanted not in choices:
            raise ValueError(f"Write one of {', '.join(choices)}.")
        return wanted

    return Setting(key, name, meaning, "one of the words below", str, read, choices)
