"""How the values of settings are written for people, and read from what they type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

# Readers raise ValueError with words for people.
Write = Callable[[Any], str]
Read = Callable[[str], Any]

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_STEP = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)", re.ASCII)
_LENGTHS = {"d": 1, "w": 7, "mo": 30, "y": 365}
_LENGTH = re.compile(r"(\d+)\s*(?:(d|w|mo|y)(?:ays?|eeks?|nths?|ears?)?)?", re.ASCII)
_ON = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}


def write_span(seconds: int) -> str:
    """Seconds in the greatest unit that says them exactly: `10m`."""
    for name in ("d", "h", "m"):
        if seconds and seconds % _UNITS[name] == 0:
            return f"{seconds // _UNITS[name]}{name}"
    return f"{seconds}s"


def read_span(text: str) -> int:
    """Seconds from one length of time, such as `20m`."""
    spans = read_spans(text)
    if len(spans) != 1:
        raise ValueError("Write one length of time, such as 20m.")
    return spans[0]


def read_spans(text: str) -> tuple[int, ...]:
    """Lengths of time; a number alone is minutes, as learning steps are spoken of."""
    text = text.strip().lower().replace("min", "m").replace("sec", "s")
    if text in ("", "none", "off"):
        return ()
    found = list(_STEP.finditer(text))
    if not found or re.sub(r"[\s,;]", "", _STEP.sub("", text)):
        raise ValueError("Write lengths of time, such as 1m 10m (s, m, h, d).")
    # More digits than any length of time has would cost time to read.
    if any(len(one[1]) > 12 for one in found):
        raise ValueError("That is longer than any step may be.")
    return tuple(round(float(one[1]) * _UNITS[one[2] or "m"]) for one in found)


def read_whole(text: str) -> int:
    """A whole number; commas and blanks within it are passed over."""
    digits = text.strip().replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
        raise ValueError("Write a whole number.")
    return int(digits)


def read_whole_or_off(text: str) -> int:
    """A whole number, 0 for `off`."""
    return 0 if text.strip().lower() in ("off", "never", "none") else read_whole(text)


def read_share(text: str) -> float:
    """A share from `90 %`, `90` or `0.9`."""
    number = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        share = float(number)
    except ValueError:
        raise ValueError("Write a percentage, such as 90 %.") from None
    return share if share <= 1 and "%" not in text else round(share / 100, 6)


def read_percent(text: str) -> int:
    """Whole percents from `50 %` or `50`."""
    return read_whole(text.strip().removesuffix("%"))


def read_hour(text: str) -> int:
    """An hour from `4:00` or `4`."""
    hour, _, minutes = text.strip().partition(":")
    if minutes not in ("", "0", "00"):
        raise ValueError("Write a whole hour, such as 4:00.")
    return read_whole(hour)


def read_days(text: str) -> int:
    """Days from `365d`, `12mo` (of 30 days), `1y` (of 365) or a number."""
    found = _LENGTH.fullmatch(text.strip().lower().replace(",", ""))
    if found is None or len(found[1]) > 12:
        raise ValueError("Write a length such as 365d, 12mo or 1y.")
    return int(found[1]) * _LENGTHS[found[2] or "d"]


def read_minutes(text: str) -> int:
    """Minutes from `15m` or `15`, 0 for `off`."""
    number = text.strip().lower().removesuffix("minutes").removesuffix("min").removesuffix("m")
    return read_whole_or_off(number)


def read_switch(text: str) -> bool:
    """True from `on`, False from `off`."""
    try:
        return _ON[text.strip().lower()]
    except KeyError:
        raise ValueError("Write on or off.") from None


def read_parameters(text: str) -> tuple[float, ...] | None:
    """The numbers between blanks or commas; None for `default`."""
    words = text.replace("[", " ").replace("]", " ").replace(",", " ").split()
    if not words or [word.lower() for word in words] == ["default"]:
        return None
    try:
        return tuple(float(word) for word in words)
    except ValueError:
        raise ValueError("Write 21 numbers, or default.") from None


def write_switch(value: bool) -> str:
    """A switch as it is written."""
    return "on" if value else "off"


def write_number(value: float) -> str:
    """A whole number."""
    return f"{value:.0f}"


def write_unit(unit: str) -> Write:
    """Whole numbers with their unit."""
    return lambda value: f"{value:.0f}{unit}"


def write_or_off(unit: str) -> Write:
    """Whole numbers with their unit; 0 is `off`."""
    return lambda value: f"{value:.0f}{unit}" if value else "off"


def write_share(value: float) -> str:
    """A share as a percentage: `90 %`."""
    return f"{round(value * 100, 4):g} %"


def write_steps(value: tuple[int, ...]) -> str:
    """Learning steps: `1m 10m`."""
    return " ".join(map(write_span, value)) or "none"


def write_hour(value: int) -> str:
    """An hour of the day: `4:00`."""
    return f"{value:.0f}:00"


def write_parameters(value: tuple[float, ...] | None) -> str:
    """The numbers, or `default`."""
    return "default" if value is None else " ".join(f"{number:g}" for number in value)


def write_contact(value: str) -> str:
    """The address, or `none`."""
    return value or "none"


def read_contact(text: str) -> str:
    """An address that can go into a header."""
    from tui.settings_file import fault_of_contact

    contact = "" if text.strip().lower() == "none" else text.strip()
    fault = fault_of_contact(contact)
    if fault:
        raise ValueError(f"{fault[0].upper()}{fault[1:]}.")
    return contact


def write_keys(value: tuple[tuple[str, str], ...]) -> str:
    """How many actions have keys of the learner's own."""
    return f"{len(value)} of your own" if value else "as shipped"


def read_keys(text: str) -> object:
    """Keys are not typed here."""
    raise ValueError("Keys are written in settings.yaml by hand.")
