"""Linear models with scipy.optimize.linprog, integer ones with milp (both are HiGHS); one after the other."""
import json
import sys
import time


def main():
    try:
        import numpy as np
        import scipy
        from scipy.optimize import Bounds, LinearConstraint, linprog, milp
        from scipy.sparse import csr_matrix, vstack
    except ImportError:
        print(json.dumps({"missing": "python3-scipy is not installed"}))
        return
    question = json.load(sys.stdin)

    def limits(values, infinite):
        return np.array([infinite if value is None else value for value in values], dtype=float)

    def solver(form):
        cost = np.array(form["cost"], dtype=float)
        lower, upper = limits(form["columnLower"], -np.inf), limits(form["columnUpper"], np.inf)
        row_lower, row_upper = limits(form["rowLower"], -np.inf), limits(form["rowUpper"], np.inf)
        shape = (len(row_lower), len(cost))
        matrix = csr_matrix((form["values"], form["indices"], form["starts"]), shape=shape)
        if any(form["integrality"]):
            constraints = [] if shape[0] == 0 else LinearConstraint(matrix, row_lower, row_upper)
            integrality, bounds = np.array(form["integrality"]), Bounds(lower, upper)
            options = {"mip_rel_gap": 0, "time_limit": question["limitSeconds"]}
            return lambda: milp(
                cost, integrality=integrality, bounds=bounds, constraints=constraints, options=options
            )
        equal = row_lower == row_upper
        above = ~equal & np.isfinite(row_lower)
        below = ~equal & np.isfinite(row_upper)
        a_ub = vstack([matrix[below], -matrix[above]]).tocsr()
        b_ub = np.concatenate([row_upper[below], -row_lower[above]])
        bounds = np.column_stack([lower, upper])
        arguments = {"A_ub": a_ub, "b_ub": b_ub, "A_eq": matrix[equal], "b_eq": row_lower[equal]}
        return lambda: linprog(cost, bounds=bounds, method="highs", **arguments)

    answers = []
    for form in question["forms"]:
        solve = solver(form)
        seconds = []
        # The first repetition warms up and is thrown away.
        for repetition in range(form["repetitions"] + 1):
            start = time.process_time()
            result = solve()
            if repetition > 0:
                seconds.append(time.process_time() - start)
        objective = None if result.status != 0 else float(result.fun)
        answers.append({"seconds": seconds, "objective": objective})
    print(json.dumps({"version": scipy.__version__, "answers": answers}))


main()
