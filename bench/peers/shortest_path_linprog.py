"""Shortest paths as linear programs: scipy.optimize.linprog with HiGHS, one call per row of costs."""
import time

import timed


def prepare(instance):
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csc_matrix

    tails, heads = instance["tails"], instance["heads"]
    dense = np.zeros((instance["nodes"], len(tails)))
    for arc, (tail, head) in enumerate(zip(tails, heads)):
        dense[tail, arc] += 1
        dense[head, arc] -= 1
    supply = np.zeros(instance["nodes"])
    supply[instance["source"]] = 1
    supply[instance["target"]] = -1

    def solver(matrix):
        def solve(row):
            result = linprog(row, A_eq=matrix, b_eq=supply, bounds=(0, None), method="highs")
            if result.status != 0:
                raise RuntimeError(result.message)
            return result.fun

        return solve

    # Whichever kind of matrix is quicker here.
    def seconds(solve):
        start = time.process_time()
        for row in instance["costs"][:10]:
            solve(row)
        return time.process_time() - start

    candidates = [solver(dense), solver(csc_matrix(dense))]
    for candidate in candidates:
        seconds(candidate)
    return min(candidates, key=seconds)


timed.run(prepare)
