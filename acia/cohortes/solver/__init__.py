"""Forming cohortes: a pure solver, an independent check, and the explanations owed to the officer."""
