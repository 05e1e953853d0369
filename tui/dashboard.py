"""The dashboard's run: from the first frame to the exit code."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from tui.app import MlroadApp
from tui.home import Home
from tui.log import log_to
from tui.settings import Settings
from tui.text import clean

if TYPE_CHECKING:
    from tui.study_view import StudyPlan


def start(
    home: Home,
    settings: Settings,
    *,
    mode: str = "today",
    plan: StudyPlan | None = None,
) -> int:
    """Run the dashboard and return the exit code."""
    gc.disable()  # until the services are open: nothing made before then becomes garbage
    log_to(home)
    app = MlroadApp(home, settings, mode=mode)
    app.plan = plan
    app.run()
    if app.refusal:
        print(clean(app.refusal), file=sys.stderr)
    return app.return_code or 0
