"""Plans the sessions of the cohortes: frozen dataclasses in, frozen dataclasses out, no web and no database."""
