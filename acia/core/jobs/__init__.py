"""Background work: a row is the truth, the worker is an engine."""

from acia.core.jobs.pulses import pulse, start_pulses
from acia.core.jobs.queue import EtatTache, Tache, handler, request_job, run_due
from acia.core.jobs.rounds import every_minute, make_rounds

__all__ = [
    "EtatTache",
    "Tache",
    "every_minute",
    "handler",
    "make_rounds",
    "pulse",
    "request_job",
    "run_due",
    "start_pulses",
]
