"""How many pairs a campaign plays: the figure of its row, or the one of the environment for a shorter one."""

from __future__ import annotations

import os


def pairs(figure: int) -> int:
    """The figure asked for, unless ACIA_PAIRES says another one."""
    return int(os.environ.get("ACIA_PAIRES", figure))
