"""Boosted trees of Debian's xgboost and scikit-learn on the question's data: CPU time of the fit and loss on other rows."""
import base64
import json
import sys
import time

try:
    import numpy as np
    import sklearn
    import xgboost as xgb
    from sklearn.ensemble import HistGradientBoostingRegressor
except ImportError:
    print(json.dumps({"missing": "python3-xgboost and python3-sklearn are not installed"}))
    sys.exit()

question = json.load(sys.stdin)


def array(name):
    return np.frombuffer(base64.b64decode(question[name]), dtype=np.float32)


columns = question["columns"]
features = array("features").reshape(-1, columns)
target = array("target")
test_features = array("testFeatures").reshape(-1, columns)
test_target = array("testTarget")
trees = question["trees"]
task = question["task"]


def xgboost_fit(**settings):
    data = xgb.DMatrix(features, target)
    given = dict(tree_method="hist", nthread=1, eta=0.1, max_bin=256, max_depth=6, **{"lambda": 1})
    given.update(settings)
    model = xgb.train(given, data, trees)
    return lambda rows: model.predict(xgb.DMatrix(rows))


def sklearn_fit(**settings):
    model = HistGradientBoostingRegressor(
        max_iter=trees,
        learning_rate=0.1,
        early_stopping=False,
        l2_regularization=settings.pop("l2", 1),
        min_samples_leaf=20,
        **settings,
    )
    return model.fit(features, target).predict


def rmse(predicted):
    return float(np.sqrt(np.mean((predicted - test_target) ** 2)))


def log_loss(predicted):
    if predicted.ndim == 1:
        return float(-np.mean(np.where(test_target == 1, np.log(predicted), np.log1p(-predicted))))
    chosen = predicted[np.arange(len(predicted)), test_target.astype(int)]
    return float(-np.mean(np.log(chosen)))


def pinball(level):
    def loss(predicted):
        error = test_target - predicted
        return float(np.mean(np.maximum(level * error, (level - 1) * error)))

    return loss


TASKS = {
    "depth 6": (lambda: xgboost_fit(min_child_weight=20), rmse),
    "31 leaves": (lambda: sklearn_fit(max_leaf_nodes=31), rmse),
    "binary": (lambda: xgboost_fit(objective="binary:logistic"), log_loss),
    "classes": (lambda: xgboost_fit(objective="multi:softprob", num_class=5), log_loss),
    "quantile": (lambda: sklearn_fit(loss="quantile", quantile=0.9, max_leaf_nodes=31, l2=0), pinball(0.9)),
}

fit, loss = TASKS[task]
seconds = []
for _ in range(question["repetitions"]):
    start = time.process_time()
    predict = fit()
    seconds.append(time.process_time() - start)
versions = {"xgboost": xgb.__version__, "scikit-learn": sklearn.__version__}
print(json.dumps({"versions": versions, "seconds": seconds, "loss": loss(predict(test_features))}))
