"""Peak memory of one way to do the job, measured in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.facts import Facts
from benchmarks.peers import run
from benchmarks.per_mu import Limits

_ROOT = Path(__file__).parents[1]


def peak(way: str, facts: Facts, folder: Path, limits: Limits) -> int:
    """Bytes that a fresh process needs at its peak to do the job one way, everything it imports included."""
    asked = json.dumps([way, str(facts.firms), str(facts.marks), str(folder), limits.threads, limits.memory])
    command = [sys.executable, "-m", "benchmarks.memory", asked]
    return int(subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True).stdout)


def own_peak() -> int:
    """Bytes. Linux keeps the figure of the process that started this one in `getrusage`, but not in `status`."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage if sys.platform == "darwin" else usage * 1024


if __name__ == "__main__":
    _way, _firms, _marks, _folder, _threads, _limit = json.loads(sys.argv[1])
    run(_way, Facts(Path(_firms), Path(_marks)), Path(_folder), Limits(_threads, _limit))
    print(own_peak())
