"""The one table of what can be done: bindings, footer, palette, help and docs are made from it."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Action(NamedTuple):
    """One thing the learner can do.

    ``id`` is the method `action_<id>` of the app or the screen, with its argument, ``keys`` the default keys, ``name``
    the short name (footer, palette), ``where`` `everywhere` or a screen, ``words`` a sentence for
    the help, ``footer`` whether it is among the few keys that the footer shows.
    """

    id: str
    keys: tuple[str, ...]
    name: str
    where: str
    words: str
    footer: bool = False

    @property
    def setting(self) -> str:
        """The name by which settings and keymap know the action, such as `review.rate-1`."""
        return f"{self.where}.{self.id}".replace("('", "-").replace("(", "-").rstrip("')")


# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action("help", ("question_mark",), "Help", "everywhere", "Shows the keys of this screen.", True),
    Action("mode('today')", ("T",), "Today", "everywhere", "Goes to what to do now."),
    Action("mode('map')", ("M",), "Map", "everywhere", "Goes to the road from algebra to research."),
    Action("mode('review')", ("R",), "Review", "everywhere", "Starts or goes on with the cards."),
    Action("mode('cards')", ("C",), "Cards", "everywhere", "Goes to all cards and their search."),
    Action("mode('papers')", ("P",), "Papers", "everywhere", "Goes to papers and posts."),
    Action("mode('statistics')", ("S",), "Statistics", "everywhere", "Goes to the pictures."),
    Action("mode('settings')", ("comma",), "Settings", "everywhere", "Goes to every option and what it means."),
    Action("backlog", ("B",), "Backlog", "everywhere", "Spreads, postpones, advances or reschedules cards."),
    Action("more_today", ("plus",), "More today", "everywhere", "Raises the limits of this day alone."),
    Action("palette", ("ctrl+p", "colon"), "Commands", "everywhere", "Finds a command by its name."),
    Action("undo", ("u",), "Undo", "everywhere", "Takes back the last thing you did, by its name."),
    Action("redo", ("ctrl+r",), "Redo", "everywhere", "Does again what was just undone."),
    Action("next_theme", ("f2",), "Theme", "everywhere", "Changes the colours: dark, light, contrast."),
    Action("suspend", ("ctrl+z",), "To the shell", "everywhere", "Puts mlroad aside; `fg` returns."),
    Action("quit", ("q", "ctrl+q"), "Quit", "everywhere", "Ends the program; all answers are saved."),
    Action("focus_next", ("tab",), "Next pane", "everywhere", "Moves to the next pane."),
    Action("focus_previous", ("shift+tab",), "Pane before", "everywhere", "Moves one pane back."),
    # Today
    Action("start", ("enter",), "Start", "today", "Starts what is marked: review, topic or paper.", True),
    Action("down", ("j", "down"), "Down", "today", "Moves to the next line."),
    Action("up", ("k", "up"), "Up", "today", "Moves to the line before."),
    # Map
    Action("open_topic", ("enter",), "Open", "map", "Opens the topic, or opens and folds a group.", True),
    Action("status", ("space",), "Status", "map", "To do, learning, done, skipped, in turn.", True),
    Action("study", ("r",), "Study", "map", "Reviews the cards of the topic or group."),
    Action("filter", ("slash",), "Filter", "map", "Shows the topics that match what you type.", True),
    Action("fold", ("h", "left"), "Fold", "map", "Folds the group, or goes to its parent."),
    Action("unfold", ("l", "right"), "Unfold", "map", "Unfolds the group, or goes into it."),
    Action("note", ("n",), "Note", "map", "Writes your own note on the topic."),
    Action("path", ("p",), "Path", "map", "Shows what is still missing before this topic, in layers."),
    Action("cards", ("b",), "Its cards", "map", "Shows the cards of the topic or group in Cards."),
    Action("open", ("o",), "Open page", "map", "Opens a resource of the topic in the browser."),
    Action("zoom", ("z",), "Zoom", "map", "Shows the formulas one at a time, with their LaTeX."),
    # Review
    Action("show", ("space", "enter"), "Show, Good", "review", "Shows the answer; then rates it Good (typed wrong: Again).", True),
    Action("rate(1)", ("1",), "Again", "review", "You did not remember: it comes back soon."),
    Action("rate(2)", ("2",), "Hard", "review", "You remembered with effort."),
    Action("rate(3)", ("3",), "Good", "review", "You remembered."),
    Action("rate(4)", ("4",), "Easy", "review", "You remembered without effort."),
    Action("bury", ("minus",), "Bury", "review", "Puts the card aside until tomorrow."),
    Action("suspend_card", ("at",), "Suspend", "review", "Takes the card out until you want it back."),
    Action("mark", ("asterisk",), "Mark", "review", "Marks the card, or takes the mark off."),
    Action("flag", ("f",), "Flag", "review", "Asks for a flag from 1 to 7, or none."),
    Action("set_due", ("exclamation_mark",), "Set due", "review", "Asks in how many days it comes."),
    Action("forget", ("F",), "Forget", "review", "Makes the card new again; asks before."),
    Action("edit", ("e",), "Edit", "review", "Changes the words here; the schedule stays.", True),
    Action("add", ("a",), "Add", "review", "Writes a card of your own."),
    Action("edit_outside", ("E",), "Edit in $EDITOR", "review", "Changes the words in your own editor."),
    Action("info", ("i",), "Info", "review", "Shows its history, memory, and what each button does.", True),
    Action("source", ("o",), "Source", "review", "Opens the page that says what the card says."),
    Action("topic", ("t",), "Topic", "review", "Goes to the topic of the card; R comes back.", True),
    Action("copy", ("y",), "Copy", "review", "Copies what is shown of the card."),
    Action("zoom", ("z",), "Zoom", "review", "Shows the formulas one at a time, with their LaTeX."),
    # Cards
    Action("open_card", ("enter",), "Open", "cards", "Goes into the card: memory, tags, ways out."),
    Action("search", ("slash",), "Search", "cards", "Searches as you type; its language stands below.", True),
    Action("ready", ("s",), "Searches", "cards", "Offers searches: due, leeches, new, hard, own."),
    Action("order", ("O",), "Order", "cards", "Map, due day, newest, memory, forgotten, in turn."),
    Action("pick", ("space",), "Select", "cards", "Selects the card, or lets it go.", True),
    Action("pick_range", ("v",), "Range", "cards", "Selects from the last one selected to here."),
    Action("pick_all", ("A",), "Select all", "cards", "Selects every card of the list; or Ctrl+A."),
    Action("add", ("a",), "Add", "cards", "Writes a card of your own.", True),
    Action("edit", ("e",), "Edit", "cards", "Changes the words; the schedule stays.", True),
    Action("bury", ("minus",), "Bury", "cards", "Puts aside until tomorrow, or brings back."),
    Action("suspend_card", ("at",), "Suspend", "cards", "Takes out of the reviews, or back in."),
    Action("mark", ("asterisk",), "Mark", "cards", "Marks, or takes the mark off."),
    Action("flag", ("f",), "Flag", "cards", "Asks for a flag from 1 to 7, or none."),
    Action("set_due", ("exclamation_mark",), "Set due", "cards", "Asks in how many days they come."),
    Action("forget", ("F",), "Forget", "cards", "Makes them new again; asks before."),
    Action("tag", ("number_sign",), "Tags", "cards", "Adds tags with +, takes them off with -."),
    Action("move", ("m",), "Move", "cards", "Moves them to another topic."),
    Action("delete", ("d",), "Delete", "cards", "Deletes your own cards; asks before."),
    Action("study", ("r",), "Study", "cards", "Reviews those that are due; the answers count."),
    Action("cram", ("x",), "Cram", "cards", "Asks these cards; the schedule stays as it is."),
    Action("info", ("i",), "Info", "cards", "Shows the card's history and what each button does."),
    Action("topic", ("t",), "Topic", "cards", "Goes to the topic of the card on the map."),
    Action("source", ("o",), "Source", "cards", "Opens the page that says what the card says."),
    Action("zoom", ("z",), "Zoom", "cards", "Shows the formulas one at a time, with their LaTeX."),
    # The editor of a card; Ctrl+S saves as well, where the terminal lets it through
    Action("save", ("f9", "ctrl+o"), "Save", "editor", "Keeps the card; Ctrl+S does the same."),
    Action("preview", ("f3",), "Preview", "editor", "Shows or hides the cards as they will look."),
    Action("deletion", ("ctrl+n",), "Hide a word", "editor", "Makes a cloze deletion of the word."),
    Action("kind", ("f4",), "Kind", "editor", "Basic, reversed, cloze, typed, in turn."),
    Action("topic", ("f8",), "Topic", "editor", "Asks for the topic by its name or id."),
    Action("shipped", ("f10",), "Shipped words", "editor", "Takes back your changes to the words."),
    Action("keys", ("f1",), "Keys", "editor", "Shows these keys."),
    Action("leave", ("escape",), "Leave", "editor", "Leaves; asks first if something is unsaved."),
    # Papers
    Action("read", ("enter",), "Read", "papers", "Shows the abstract and marks it read.", True),
    Action("next_unread", ("n",), "Next", "papers", "Goes to the next unread paper, marking it read.", True),
    Action("save", ("s",), "Save", "papers", "Saves the paper for good, or lets it go.", True),
    Action("toggle_read", ("m",), "Read or unread", "papers", "Marks the paper read or unread."),
    Action("hide", ("x",), "Hide", "papers", "Hides the paper from the lists."),
    Action("open", ("o",), "Open page", "papers", "Opens the paper in the browser."),
    Action("copy", ("y",), "Copy address", "papers", "Copies the address of the paper."),
    Action("search", ("slash",), "Search", "papers", "Searches title, abstract and authors."),
    Action("filter", ("f",), "Filter", "papers", "Unread, all, saved, reading order, in turn."),
    Action("refresh", ("f5", "ctrl+l"), "Refresh", "papers", "Fetches the sources; again to cancel."),
    Action("sources", ("F",), "Sources", "papers", "Shows each source and what became of it."),
    Action("zoom", ("z",), "Zoom", "papers", "Shows the formulas one at a time, with their LaTeX."),
    # Statistics
    Action("down", ("j", "down"), "Down", "statistics", "Scrolls down."),
    Action("up", ("k", "up"), "Up", "statistics", "Scrolls up."),
    Action("filter", ("slash",), "Filter", "statistics", "Counts only the cards that a search finds.", True),
    Action("what_if", ("w",), "What if", "statistics", "Shows the days to come at other settings.", True),
    Action("fit", ("f",), "Fit", "statistics", "Fits FSRS to your own reviews, and shows the proof.", True),
    # What if
    Action("numbers", ("n",), "Numbers", "simulator", "Goes to the numbers: new cards, minutes, days.", True),
    Action("leave", ("escape",), "Close", "simulator", "Closes the window; nothing is changed.", True),
    # Fitting
    Action("keep", ("enter",), "Keep", "fitting", "Takes the fitted parameters into use.", True),
    Action("reschedule", ("r",), "Reschedule", "fitting", "Shows what the new parameters make of all due days.", True),
    Action("leave", ("escape",), "Stop, close", "fitting", "Stops the fit, or closes the window.", True),
    # Settings
    Action("change", ("enter", "space"), "Change", "settings", "Turns a switch, or asks for a new value.", True),
    Action("default", ("d", "backspace"), "Default", "settings", "Goes back to the value that mlroad ships with.", True),
    Action("next_choice", ("l", "right"), "Next value", "settings", "Takes the next of the values."),
    Action("previous_choice", ("h", "left"), "Value before", "settings", "Takes the value before."),
    Action("reschedule", ("r",), "Reschedule", "settings", "Shows what the present settings make of all due days.", True),
    # Lists and texts wherever they stand
    Action("cursor_down", ("j", "down"), "Down", "list", "Moves to the next line."),
    Action("cursor_up", ("k", "up"), "Up", "list", "Moves to the line before."),
    Action("half_down", ("ctrl+d",), "Half a page down", "list", "Moves half a page down."),
    Action("half_up", ("ctrl+u",), "Half a page up", "list", "Moves half a page up."),
    Action("page_down", ("pagedown",), "Page down", "list", "Moves a page down."),
    Action("page_up", ("pageup",), "Page up", "list", "Moves a page up."),
    Action("first", ("g", "home"), "First", "list", "Moves to the first line."),
    Action("last", ("G", "end"), "Last", "list", "Moves to the last line."),
)
# fmt: on


def actions_of(where: str) -> tuple[Action, ...]:
    """The actions of one screen (or `everywhere`, `list`) in the order of the table."""
    return tuple(action for action in ACTIONS if action.where == where)


def keys_of(action: Action, own: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The keys in force, of which ``own`` are the learner's: pairs of a setting and its keys."""
    said = dict(own).get(action.setting)
    return action.keys if said is None else tuple(key.strip() for key in said.split(","))


def key_name(key: str) -> str:
    """The key as it is written on screens: `?` for question_mark, `Enter` for enter."""
    names = {
        "question_mark": "?",
        "slash": "/",
        "colon": ":",
        "comma": ",",
        "backspace": "Backspace",
        "minus": "-",
        "at": "@",
        "asterisk": "*",
        "plus": "+",
        "exclamation_mark": "!",
        "number_sign": "#",
        "enter": "Enter",
        "space": "Space",
        "escape": "Esc",
        "tab": "Tab",
        "shift+tab": "Shift+Tab",
        "pagedown": "PgDn",
        "pageup": "PgUp",
        "down": "↓",
        "up": "↑",
        "left": "←",
        "right": "→",
        "home": "Home",
        "end": "End",
    }
    if key in names:
        return names[key]
    if key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return key.replace("ctrl+", "Ctrl+") if key.startswith("ctrl+") else key
