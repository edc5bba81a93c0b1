"""The worker: one job after another, in a process of its own or in a thread of the server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable

from django.db import OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as Queue
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from zhixing.foundation.issues import Issue
from zhixing.operations.jobs.performing import office_here
from zhixing.operations.jobs.processes import this_worker
from zhixing.operations.jobs.taking_up import take_up
from zhixing.operations.office import Office

LOOK = 1.0
"""Seconds between two looks at an empty queue."""
_ROUND = 60
"""After so many looks at an empty queue, jobs that a dead worker left are looked for again."""

_LOG = logging.getLogger(__name__)
Say = Callable[[Iterable[Issue]], None]


def _silent(found: Iterable[Issue]) -> None:
    return None


def work(
    office: Office,
    *,
    once: bool = False,
    stop: threading.Event | None = None,
    say: Say = _silent,
    look: float = LOOK,
) -> int:
    """Do jobs until told to stop, or with `once` until none waits; return how many. `say` hears what the start found."""
    token = office_here.set(office)
    halt = stop or threading.Event()
    name = str(this_worker())
    count = idle = 0
    try:
        while not halt.is_set():
            try:
                if idle % _ROUND == 0:
                    say(take_up(office).issues())
                done = _emptied(name, halt)
            except OperationalError as error:
                done = 0
                _LOG.warning("the database is locked or away, looking again: %s", error)
            if not connection.in_atomic_block:
                close_old_connections()
            count += done
            idle = 0 if done else idle + 1
            if once and not done:
                break
            if not done:
                halt.wait(look)
    finally:
        office_here.reset(token)
    return count


def _emptied(name: str, halt: threading.Event) -> int:
    """Do what waits, and say how many; a look at an empty queue takes no lock."""
    queue = Queue(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=name, excluded_queue_names=[],
    )  # fmt: skip
    count = 0
    while not halt.is_set() and (task := _claimed(name)) is not None:
        queue.run_task(task)
        count += 1
    return count


def _claimed(name: str) -> DBTaskResult[..., None] | None:
    """The next task, taken by this worker and no other."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():
        return None
    with exclusive_transaction(ready.db):
        task = ready.get_locked()
        if task is not None:
            task.claim(name)
    return task


def start_worker(office: Office, say: Say = _silent) -> Callable[[], None]:
    """A worker in a thread of this process; what is returned stops it after the job it is at."""
    stop = threading.Event()

    def run() -> None:
        try:
            work(office, stop=stop, say=say)
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="zhixing-work", daemon=True)
    thread.start()

    def ended() -> None:
        stop.set()
        thread.join()

    return ended
