"""The lines of the settings screen: rows of the list, and what each setting means."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.content import Content

from tui.settings import Settings
from tui.settings_list import GROUPS, Group
from tui.settings_words import Setting
from tui.text import Piece, content
from tui.widgets.rows import Row

if TYPE_CHECKING:
    from tui.plan_services import SettingsView

_MARK = "● "


class Entry(NamedTuple):
    """A line: the head of a group, or one setting of it."""

    group: Group
    setting: Setting | None

    @property
    def name(self) -> str:
        """What the line is called."""
        return self.setting.name if self.setting else self.group.name

    @property
    def machine(self) -> bool:
        """Whether it stands in settings.yaml."""
        return self.group.machine

    def value(self, view: SettingsView) -> Any:
        """The value in force; for settings of this machine the one in the file."""
        if self.setting is None:
            return None
        return self.setting.value(view.machine if self.machine else view.study, view.day)

    def default(self) -> Any:
        """The value that mlroad ships with."""
        if self.setting is None:
            return None
        return self.setting.value(Settings(), 0) if self.machine else self.setting.default()

    def is_changed(self, view: SettingsView) -> bool:
        """Whether the value is another than the default."""
        return self.value(view) != self.default()


def entries() -> tuple[Entry, ...]:
    """All lines in order."""
    found: list[Entry] = []
    for group in GROUPS:
        found.append(Entry(group, None))
        found += [Entry(group, setting) for setting in group.settings]
    return tuple(found)


def entry_row(entry: Entry, view: SettingsView) -> Row:
    """The line in the list; what was changed has a mark before it."""
    if entry.setting is None:
        return Row(((entry.name, "accent"),))
    changed = entry.is_changed(view)
    mark = (_MARK, "accent") if changed else ("  ", "")
    return Row(
        (mark, (entry.name, "strong" if changed else "")),
        ((value_words(entry, view), "strong" if changed else "muted"),),
    )


def value_words(entry: Entry, view: SettingsView) -> str:
    """The value as it is written, or what stands for one that is too long."""
    if entry.setting is None:
        return ""
    if entry.setting.key == "parameters" and view.study.parameters is not None:
        at = view.parameters_at
        return f"your own, {_date(at)}" if at is not None else "your own"
    return entry.setting.write(entry.value(view))


def _date(ms: int) -> str:
    return time.strftime("%d %b %Y", time.localtime(ms / 1000)).lstrip("0")


def about(
    entry: Entry, view: SettingsView, session: Mapping[str, object], fault: str = ""
) -> list[Content]:
    """What the setting means, what it is and may be; a fault in what was typed comes first.

    ``session`` has what holds until the end of this session for settings of this machine.
    """
    setting = entry.setting
    lines = [content((fault, "bold $warning"))] if fault else []
    if setting is None:
        lines.append(content(entry.group.meaning))
        if entry.machine:
            lines += _file_lines(view)
        return lines
    lines.append(content(setting.meaning))
    lines.append(_now(entry, setting, view))
    if setting.key == "parameters" and view.study.parameters is not None:
        lines.append(content((setting.write(view.study.parameters), "$muted")))
    lines += _may_be(entry, setting, view)
    if setting.key in session and session[setting.key] != entry.value(view):
        holds = session[setting.key]
        words = setting.write(holds)
        lines.append(content((f"In this session it is {words}.", "$warning")))
    if setting.field in ("desired_retention", "parameters", "maximum_interval"):
        words = "It moves no due date by itself; "
        lines.append(content((words, "$muted"), ("r", "bold"), (" shows a reschedule.", "$muted")))
    return lines


def _now(entry: Entry, setting: Setting, view: SettingsView) -> Content:
    pieces: list[Piece] = [(value_words(entry, view), "bold")]
    if entry.is_changed(view):
        pieces += [("   default ", "$muted"), setting.write(entry.default())]
        pieces += [("   ", ""), ("d", "bold"), (" takes it back", "$muted")]
    else:
        pieces.append(("   the default", "$muted"))
    return content(*pieces)


def _may_be(entry: Entry, setting: Setting, view: SettingsView) -> list[Content]:
    if setting.key == "keys":
        return _file_lines(view)
    if not setting.choices:
        written = ("Written as ", "$muted"), setting.form
        lines = [content(("Enter", "bold"), (" changes it. ", "$muted"), *written, ".")]
        if setting.range:
            lines.append(content(("It may be ", "$muted"), setting.range, "."))
        return lines
    value = entry.value(view)
    if value is True or value is False:
        return [content(("Enter", "bold"), (" turns it on or off.", "$muted"))]
    names = list(setting.choices)
    place = names.index(value)
    after = [*names[place + 1 :], *names[:place]]
    return [
        content(f"{setting.choices[value][0].upper()}{setting.choices[value][1:]}."),
        content(("Enter", "bold"), (" or ", "$muted"), ("← →", "bold"), (" goes on to ", "$muted"))
        + content(f"{', '.join(after)}."),
    ]


def _file_lines(view: SettingsView) -> list[Content]:
    lines = [content(("They stand in ", "$muted"), view.path)]
    if view.fault:
        lines.append(content((view.fault, "$warning")))
    return lines
