"""Processes of this machine that are no children of ours: telling them apart, and ending them."""

import signal
import time
from collections.abc import Mapping

import psutil

_PATIENCE_SECONDS = 10.0
_LOOK_EVERY_SECONDS = 0.05

# How far two readings of one process's start may lie apart when the clock of the machine is set.
_SAME_START_SECONDS = 2.0


def find_process(*, pid: int, started_at: float) -> psutil.Process | None:
    """Find the process that bore `pid` since `started_at` (seconds since 1970), unless it is gone."""
    try:
        process = psutil.Process(pid)
        is_same = abs(process.create_time() - started_at) <= _SAME_START_SECONDS
    except psutil.NoSuchProcess:
        return None
    return process if is_same and not is_gone(process) else None


def end_processes(signals: Mapping[psutil.Process, int]) -> None:
    """Send each process its signal; who has not gone after 10 s is killed."""
    _send(signals)
    if alive := _wait(list(signals)):
        _send(dict.fromkeys(alive, signal.SIGKILL))
        _wait(alive)


def _send(signals: Mapping[psutil.Process, int]) -> None:
    for process, number in signals.items():
        if not is_gone(process):
            process.send_signal(number)


def _wait(processes: list[psutil.Process]) -> list[psutil.Process]:
    give_up_at = time.monotonic() + _PATIENCE_SECONDS
    while (alive := [process for process in processes if not is_gone(process)]) and time.monotonic() < give_up_at:
        time.sleep(_LOOK_EVERY_SECONDS)
    return alive


def is_gone(process: psutil.Process) -> bool:
    """Tell whether a process has ended, be it that nobody has taken note of it yet."""
    # What nobody reaps, as in a container without an init, stays on the list for ever but holds nothing.
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
