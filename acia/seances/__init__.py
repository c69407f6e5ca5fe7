"""Séances: collective and individual sessions, from the first plan to attendance."""
