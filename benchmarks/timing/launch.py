"""Run a command; print how many seconds it took and how much memory it held.

A script of its own, standard library only. What a child's memory is measured at
begins at what its parent holds, so that a parent with models in memory cannot
measure: this one holds nothing.
"""

import json
import resource
import subprocess
import sys
import time


def main() -> None:
    """Run the command in the arguments; its own output goes nowhere but errors."""
    started = time.perf_counter()
    done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    n_bytes = peak if sys.platform == "darwin" else peak * 1024
    print(json.dumps({"seconds": seconds, "peak_bytes": n_bytes}))
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
