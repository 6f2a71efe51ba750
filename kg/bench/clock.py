"""A clock for one stretch of work: CPU seconds of this process and its children, and wall time."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter


@dataclass
class Clock:
    """What a stretch of work took, or several with the same clock."""

    cpu: float = 0.0
    wall: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the clock run while the work is being done.

        >>> clock = Clock()
        >>> with clock.running():
        ...     _ = sum(range(1000))
        >>> clock.cpu >= 0 and clock.wall > 0
        True
        """
        cpu, wall = _read_cpu(), perf_counter()
        try:
            yield
        finally:
            self.cpu += _read_cpu() - cpu
            self.wall += perf_counter() - wall


def _read_cpu() -> float:
    """Give user and system time, of threads and of children that have ended too."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def read_peak() -> int:
    """Give the most memory this process has held so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
