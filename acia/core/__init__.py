"""Plumbing of the house: it knows no stage of the procedure."""
