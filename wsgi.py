"""Entry of the production server."""

from acia import create_app

app = create_app()
