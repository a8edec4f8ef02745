"""What all peers share: instances come as JSON on standard input, CPU times and objectives go out the same way."""
import json
import sys
import time


def run(prepare):
    """`prepare(instance)` returns a function from one row of costs to an objective; its own time does not count."""
    try:
        import scipy
    except ImportError:
        print(json.dumps({"missing": "python3-scipy is not installed"}))
        return
    instance = json.load(sys.stdin)
    solve = prepare(instance)
    rows = instance["costs"]
    seconds = []
    objectives = []
    # The first repetition warms up and is thrown away.
    for repetition in range(instance["repetitions"] + 1):
        start = time.process_time()
        objectives = [solve(row) for row in rows]
        if repetition > 0:
            seconds.append(time.process_time() - start)
    print(json.dumps({"version": scipy.__version__, "seconds": seconds, "objectives": objectives}))
