"""The table of the study settings in groups, as the settings screen lists them."""

from __future__ import annotations

from typing import NamedTuple

from tui import settings_values as values
from tui.settings_words import DAYS, Setting, choice, switch

_ORDERS = {
    "due": "by due day, shuffled within it",
    "retrievability-rising": "nearly forgotten first",
    "retrievability-falling": "best known first",
    "overdue": "latest for its interval first",
    "difficulty-rising": "easiest first",
    "difficulty-falling": "hardest first",
    "interval-rising": "shortest first",
    "interval-falling": "longest first",
    "added": "as they were added",
}
_PLACES = {
    "mixed": "spread evenly among the reviews",
    "first": "before all reviews",
    "last": "after all reviews",
}


class Group(NamedTuple):
    """Settings that belong together, and what is true of all of them.

    ``machine``: they stand in settings.yaml and hold on this machine alone.
    """

    name: str
    meaning: str
    settings: tuple[Setting, ...]
    machine: bool = False


_DAY = Group(
    "The day",
    "When a study day begins, and how long a sitting lasts.",
    (
        Setting(
            "rollover_hour",
            "A new day begins at",
            "Until this hour of the night it is still yesterday; what is due comes after it.",
            "a whole hour, such as 4:00",
            values.write_hour,
            values.read_hour,
        ),
        Setting(
            "timebox",
            "Timebox",
            "After so many minutes of review mlroad says so; you may always go on.",
            "minutes, such as 15m, or off",
            values.write_or_off("m"),
            values.read_minutes,
        ),
        switch("show_timer", "Timer", "Shows in the review how long the card has been there."),
        Setting(
            "answer_cap",
            "Longest answer counted",
            "A card that was left open longer counts as so long in the statistics.",
            "a length of time, such as 60s",
            values.write_span,
            values.read_span,
        ),
    ),
)
_LIMITS = Group(
    "How much a day",
    "The limits hold over the whole deck; what was done today counts, after a restart too.",
    (
        Setting(
            "new_per_day",
            "New cards a day",
            "Each new card brings reviews for weeks to come.",
            "a whole number",
            values.write_number,
            values.read_whole,
        ),
        Setting(
            "reviews_per_day",
            "Reviews a day",
            "Bounds reviews and new cards together; what is left over waits and is not lost.",
            "a whole number",
            values.write_number,
            values.read_whole,
        ),
        Setting(
            "more_new",
            "More new cards today",
            "So many above the limit, until the day ends.",
            "a whole number",
            values.write_number,
            values.read_whole,
        ),
        Setting(
            "more_reviews",
            "More reviews today",
            "So many above the limit, until the day ends.",
            "a whole number",
            values.write_number,
            values.read_whole,
        ),
    ),
)
_INTERVALS = Group(
    "Intervals",
    "They count from the next answer on. No due date moves by itself: r shows what a reschedule "
    "of the cards would do.",
    (
        Setting(
            "desired_retention",
            "Desired retention",
            "How sure a card should still be when it comes: more means shorter intervals.",
            "a percentage, such as 90 %",
            values.write_share,
            values.read_share,
        ),
        Setting(
            "maximum_interval",
            "Longest interval",
            "No card stays away longer than this.",
            "days, such as 365d, 12mo or 2y",
            values.write_unit("d"),
            values.read_days,
        ),
        switch(
            "fuzz",
            "Fuzz",
            "Moves an interval a little, so that cards learned together do not stay together.",
        ),
        switch(
            "load_balance",
            "Load balancing",
            "Within the fuzz the day with fewer cards is taken, up to 90 days ahead.",
        ),
        Setting(
            "parameters",
            "Parameters",
            "What FSRS knows of your memory; f on Statistics fits it to your own answers.",
            "default, or 21 numbers",
            values.write_parameters,
            values.read_parameters,
        ),
    ),
)
_STEPS = Group(
    "Learning",
    "A new or failed card goes through its steps before its intervals are whole days.",
    (
        Setting(
            "learning_steps",
            "Learning steps",
            "After these waits a new card comes again; good goes to the next one.",
            "lengths of time, such as 1m 10m, or none",
            values.write_steps,
            values.read_spans,
        ),
        Setting(
            "relearning_steps",
            "Relearning steps",
            "The same for a card that was forgotten.",
            "lengths of time, such as 10m, or none",
            values.write_steps,
            values.read_spans,
        ),
        Setting(
            "learn_ahead",
            "Learn ahead",
            "With nothing else left, a step that is due within this time is shown at once.",
            "a length of time, such as 20m",
            values.write_span,
            values.read_span,
        ),
    ),
)
_ORDER = Group(
    "Order",
    "Which card comes next.",
    (
        choice("review_order", "Order of reviews", "How reviews follow each other.", _ORDERS),
        choice("new_place", "New cards come", "Where they stand among the reviews.", _PLACES),
    ),
)
_SIBLINGS = Group(
    "Siblings",
    "Cards of one note help each other; those of one that was answered can wait for tomorrow.",
    (
        switch("bury_new", "New siblings wait", "New cards of an answered note come tomorrow."),
        switch("bury_reviews", "Reviews wait", "Reviews of an answered note come tomorrow."),
        switch(
            "bury_learning",
            "Learning cards wait",
            "So do learning cards of the note whose step is a day or longer.",
        ),
    ),
)
_LEECHES = Group(
    "Leeches",
    "Cards that are forgotten again and again cost more than they bring.",
    (
        Setting(
            "leech_threshold",
            "A leech from",
            "So many lapses make a card a leech; it is said again after each half of it.",
            "a number of lapses, or off",
            values.write_or_off(""),
            values.read_whole_or_off,
        ),
        switch("leech_suspends", "Suspend leeches", "Takes a card out when it becomes one."),
    ),
)
_EASY = Group(
    "Easy days",
    "How much of a usual day's reviews a weekday gets, where the fuzz leaves a choice.",
    tuple(
        Setting(
            f"easy_days.{place}",
            name,
            "100 % is a usual day, 50 % half of one, 0 % as few as can be.",
            "a percentage, such as 50 %",
            values.write_unit(" %"),
            values.read_percent,
        )
        for place, name in enumerate(DAYS)
    ),
)

_THEMES = {
    "dark": "light text on a dark ground",
    "light": "dark text on a light ground",
    "contrast": "white on black, the strongest colours",
}
_MACHINE = Group(
    "This machine",
    "These stand in settings.yaml, not in your database; undo does not reach them.",
    (
        choice("theme", "Theme", "The colours from the next start on and now.", _THEMES),
        switch("network", "Network", "Off: nothing is ever fetched, from nowhere."),
        Setting(
            "contact",
            "Contact",
            "An address that servers are told with each request, so that they can reach you.",
            "an address, or nothing",
            values.write_contact,
            values.read_contact,
        ),
        Setting(
            "keys",
            "Keys",
            "Your own keys are written in the file by hand; `mlroad keys` lists all actions.",
            "in settings.yaml",
            values.write_keys,
            values.read_keys,
        ),
    ),
    machine=True,
)

GROUPS = (_LIMITS, _DAY, _INTERVALS, _STEPS, _ORDER, _SIBLINGS, _LEECHES, _EASY, _MACHINE)
