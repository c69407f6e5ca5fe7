"""Entry of the production server."""

from acia.production import production_app

app = production_app()
