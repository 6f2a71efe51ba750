"""Where the parts of a build are worked on: here, or in processes of their own."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Here(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do the work and give its result as a future that is done."""
        future: Future[T] = Future()
        future.set_result(work(*args, **kwargs))
        return future


def open_pool(processes: int) -> Executor:
    """Give an executor with so many processes, or with this one alone.

    New interpreters are started, not forked: the engine has threads of its own.
    """
    if processes < 2:
        return Here()
    return ProcessPoolExecutor(processes, get_context("spawn"), _leave_interrupts)


def count_processes() -> int:
    """Count the processes that are worth starting: at most four, as many as there are profiles."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that was started by the user."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
