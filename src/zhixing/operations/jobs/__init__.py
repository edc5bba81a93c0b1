"""The jobs room: long work in the background, with its progress, on the machine of the office and without another server.

Receives: a person, a kind of work that a room offered, arguments; from inside the work, how far it is. Gives: jobs with
state, progress, result or what went wrong; a worker that does them one after another and takes up again what a killed one
left. May touch: its own table, the queue of tasks, the trail. Must not touch: what the work is about; results beside what
the work gives back.
"""

from typing import TYPE_CHECKING

from zhixing.operations.doors import opened

if TYPE_CHECKING:
    from zhixing.operations.jobs.asking import cancel, job_of, jobs, retry, submit
    from zhixing.operations.jobs.kinds import Work, offer
    from zhixing.operations.jobs.performing import progress
    from zhixing.operations.jobs.seen import Job
    from zhixing.operations.jobs.taking_up import TakenUp, take_up, unfinished
    from zhixing.operations.jobs.working import start_worker, work

__all__ = [
    "Job",
    "TakenUp",
    "Work",
    "cancel",
    "job_of",
    "jobs",
    "offer",
    "progress",
    "retry",
    "start_worker",
    "submit",
    "take_up",
    "unfinished",
    "work",
]


def __getattr__(name: str) -> object:
    return opened(__name__, ("kinds", "seen", "asking", "performing", "taking_up", "working"), name)
