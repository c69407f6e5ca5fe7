"""Forms of a file modified after its deposit."""

from __future__ import annotations

from acia.core.forms import VersionedForm


class AbandonForm(VersionedForm):
    """Throw the working copy away, as it was seen."""
