"""What a command is given."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tui.arguments import Options
    from tui.home import Home
    from tui.settings import Settings


class Call:
    """One run of a command: the folders, the settings of this machine, the options given."""

    __slots__ = ("home", "options", "settings")

    def __init__(self, home: Home, settings: Settings, options: Options) -> None:
        self.home = home
        self.settings = settings
        self.options = options

    @property
    def json(self) -> bool:
        """Whether the answer is one JSON document."""
        return self.options.json
