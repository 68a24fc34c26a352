"""scipy/statsmodels on the inputs of speed.js, read from a file of JSON; prints milliseconds per call.

The slope interval is that of statsmodels' GLSAR (AR(1) errors, iterated), the growth fit scipy's curve_fit from
three starts with the profile-likelihood interval of the exponent by F (brentq over least squares in the other two), the change points an exact optimal partitioning with PELT's pruning in numpy.
"""
import json
import sys
import time

import numpy as np
import statsmodels.api as sm
from scipy.optimize import brentq, curve_fit
from scipy.stats import f

data = json.load(open(sys.argv[1]))
xs, ys = np.array(data["slope"]["xs"]), np.array(data["slope"]["ys"])
gx, gy = np.array(data["growth"]["xs"]), np.array(data["growth"]["ys"])
cy = np.array(data["changes"]["ys"])


def slope():
    fit = sm.GLSAR(ys, sm.add_constant(xs), rho=1).iterative_fit(maxiter=6)
    return fit.conf_int()[1]


def growth():
    best = None
    for k in (0.5, 1.0, 2.0):
        try:
            p, cov = curve_fit(lambda x, a, b, k: a + b * (x / 250) ** k, gx, gy, p0=[gy.min(), np.ptp(gy), k])
        except RuntimeError:
            continue
        rss = np.sum((gy - p[0] - p[1] * (gx / 250) ** p[2]) ** 2)
        if best is None or rss < best[0]:
            best = (rss, p, cov)
    rss, p, _ = best
    limit = rss * (1 + f.ppf(0.95, 1, len(gx) - 3) / (len(gx) - 3))

    def over(k):
        design = np.column_stack((np.ones_like(gx), (gx / 250) ** k))
        beta = np.linalg.lstsq(design, gy, rcond=None)[0]
        return np.sum((gy - design @ beta) ** 2) - limit

    return brentq(over, 0.05, p[2]), brentq(over, p[2], 10)


def changes():
    n = len(cy)
    s, q = np.concatenate(([0], np.cumsum(cy))), np.concatenate(([0], np.cumsum(cy * cy)))
    cost = np.zeros(n + 1)
    cost[0] = -data["changes"]["penalty"]
    since = np.zeros(n + 1, dtype=int)
    live = np.array([0])
    for t in range(1, n + 1):
        value = cost[live] + q[t] - q[live] - (s[t] - s[live]) ** 2 / (t - live) + data["changes"]["penalty"]
        i = int(np.argmin(value))
        cost[t], since[t] = value[i], live[i]
        live = np.append(live[value <= cost[t] + data["changes"]["penalty"]], t)
    found, t = [], n
    while since[t] > 0:
        t = since[t]
        found.append(int(t))
    return found[::-1]


def milliseconds(f, runs):
    f()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        f()
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


json.dump(
    {
        "slope": milliseconds(slope, 9),
        "growth": milliseconds(growth, 25),
        "changes": milliseconds(changes, 3),
        "found": changes(),
    },
    sys.stdout,
)
