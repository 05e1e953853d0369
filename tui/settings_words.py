"""Every setting in words: its name, what it means, how its value is written and read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from db.model import StudySettings
from db.settings import RANGES, checked

Write = Callable[[Any], str]
Read = Callable[[str], Any]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DEFAULTS = StudySettings()
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_STEP = re.compile(r"(\d+(?:[.,]\d+)?)\s*([smhd]?)")
_LENGTHS = {"d": 1, "w": 7, "mo": 30, "y": 365}
_LENGTH = re.compile(r"(\d+)\s*(d|w|mo|y)?(?:ays?|eeks?|nths?|ears?)?")
_ON = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}


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

    def value(self, settings: StudySettings, day: int) -> Any:
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


def _span(seconds: int) -> str:
    """Seconds in the greatest unit that says them exactly: `10m`."""
    for name in ("d", "h", "m"):
        if seconds and seconds % _UNITS[name] == 0:
            return f"{seconds // _UNITS[name]}{name}"
    return f"{seconds}s"


def _seconds(text: str) -> int:
    spans = _spans(text)
    if len(spans) != 1:
        raise ValueError("Write one length of time, such as 20m.")
    return spans[0]


def _spans(text: str) -> tuple[int, ...]:
    """Lengths of time; a number alone is minutes, as learning steps are spoken of."""
    text = text.strip().lower().replace("min", "m").replace("sec", "s")
    if text in ("", "none", "off"):
        return ()
    found = list(_STEP.finditer(text))
    if not found or re.sub(r"[\s;]", "", _STEP.sub("", text)):
        raise ValueError("Write lengths of time, such as 1m 10m (s, m, h, d).")
    # More digits than any length of time has would cost time to read.
    if any(len(one[1]) > 12 for one in found):
        raise ValueError("That is longer than any step may be.")
    return tuple(round(float(one[1].replace(",", ".")) * _UNITS[one[2] or "m"]) for one in found)


def _whole(text: str) -> int:
    digits = text.strip().replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
        raise ValueError("Write a whole number.")
    return int(digits)


def _whole_or_off(text: str) -> int:
    return 0 if text.strip().lower() in ("off", "never", "none") else _whole(text)


def _percent(text: str) -> float:
    """A share from `90 %`, `90` or `0.9`."""
    number = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        share = float(number)
    except ValueError:
        raise ValueError("Write a percentage, such as 90 %.") from None
    return share if share <= 1 and "%" not in text else round(share / 100, 6)


def _whole_percent(text: str) -> int:
    return _whole(text.strip().removesuffix("%"))


def _hour(text: str) -> int:
    hour, _, minutes = text.strip().partition(":")
    if minutes not in ("", "0", "00"):
        raise ValueError("Write a whole hour, such as 4:00.")
    return _whole(hour)


def _days(text: str) -> int:
    found = _LENGTH.fullmatch(text.strip().lower().replace(",", ""))
    if found is None or len(found[1]) > 12:
        raise ValueError("Write a length such as 365d, 12mo or 1y.")
    return int(found[1]) * _LENGTHS[found[2] or "d"]


def _minutes(text: str) -> int:
    number = text.strip().lower().removesuffix("minutes").removesuffix("min").removesuffix("m")
    return _whole_or_off(number)


def _switch(text: str) -> bool:
    try:
        return _ON[text.strip().lower()]
    except KeyError:
        raise ValueError("Write on or off.") from None


def _parameters(text: str) -> tuple[float, ...] | None:
    words = text.replace("[", " ").replace("]", " ").replace(",", " ").split()
    if not words or [word.lower() for word in words] == ["default"]:
        return None
    try:
        return tuple(float(word) for word in words)
    except ValueError:
        raise ValueError("Write 21 numbers, or default.") from None


def on_off(value: bool) -> str:
    """A switch as it is written."""
    return "on" if value else "off"


def _number(value: float) -> str:
    return f"{value:.0f}"


def _off_or(unit: str) -> Write:
    return lambda value: f"{value:.0f}{unit}" if value else "off"


def _share(value: float) -> str:
    return f"{round(value * 100, 4):g} %"


def _steps(value: tuple[int, ...]) -> str:
    return " ".join(map(_span, value)) or "none"


def _clock(value: int) -> str:
    return f"{value:.0f}:00"


def _parameter_words(value: tuple[float, ...] | None) -> str:
    return "default" if value is None else " ".join(f"{number:g}" for number in value)


def switch(key: str, name: str, meaning: str) -> Setting:
    """A setting that is on or off."""
    return Setting(
        key, name, meaning, "on or off", on_off, _switch, {True: "on", False: "off"}
    )


def choice(key: str, name: str, meaning: str, choices: Mapping[Any, str]) -> Setting:
    """A setting that is one of a few words; ``choices`` says what each of them does."""

    def read(text: str) -> Any:
        wanted = text.strip().lower()
        if wanted not in choices:
            raise ValueError(f"Write one of {', '.join(choices)}.")
        return wanted

    return Setting(key, name, meaning, "one of the words below", str, read, choices)


def _typed(key: str, name: str, meaning: str, form: str, write: Write, read: Read) -> Setting:
    return Setting(key, name, meaning, form, write, read)
