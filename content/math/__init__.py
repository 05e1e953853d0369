"""LaTeX formulas as text for a terminal: ``set_formula`` is all there is to call.

Standard library only. A formula becomes a block of rows and a one-line form; every cell has a
style. Nothing raises: what cannot be set is shown as typed and named in ``warnings``.
"""

from __future__ import annotations

from content.math.engine import STYLES, Setting, Span, set_formula
from content.math.tokens import Notice

__all__ = ["STYLES", "Notice", "Setting", "Span", "set_formula"]
