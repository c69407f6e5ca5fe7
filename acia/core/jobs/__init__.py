"""Background work: a row is the truth, the worker is an engine."""

from acia.core.jobs.queue import EtatTache, Tache, handler, request_job, run_due

__all__ = ["EtatTache", "Tache", "handler", "request_job", "run_due"]
