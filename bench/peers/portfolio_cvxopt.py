"""Long-only mean-variance portfolios in factor form: cvxopt.solvers.qp with the full covariance, as its users write it."""
import json
import sys
import time


def main():
    try:
        import cvxopt
        import numpy as np
    except ImportError:
        print(json.dumps({"missing": "python3-cvxopt is not installed"}))
        return
    question = json.load(sys.stdin)
    exposures = np.array(question["exposures"])
    specific = np.array(question["specific"])
    returns = np.array(question["returns"])
    assets = len(specific)
    covariance = exposures @ exposures.T + np.diag(specific)
    # Tighter than its default of 1e-7, so that it can be a yardstick.
    cvxopt.solvers.options.update({"show_progress": False, "abstol": 1e-10, "reltol": 1e-10, "feastol": 1e-10})
    hessian = cvxopt.matrix(2 * covariance)
    linear = cvxopt.matrix(np.zeros(assets))
    bounds = cvxopt.matrix(np.vstack([-np.eye(assets), -returns]))
    limits = cvxopt.matrix(np.concatenate([np.zeros(assets), [-question["leastReturn"]]]))
    budget = cvxopt.matrix(np.ones((1, assets)))
    one = cvxopt.matrix(np.ones(1))
    seconds = []
    objective = None
    # The first repetition warms up and is thrown away.
    for repetition in range(question["repetitions"] + 1):
        start = time.process_time()
        result = cvxopt.solvers.qp(hessian, linear, bounds, limits, budget, one)
        if repetition > 0:
            seconds.append(time.process_time() - start)
        objective = result["primal objective"]
    print(json.dumps({"version": cvxopt.__version__, "seconds": seconds, "objectives": [objective]}))


main()
