"""BG/NBD: who is still a customer, and how often they will buy.

Fader, Hardie and Lee, "Counting Your Customers" the Easy Way (Marketing Science 24, 2005). While alive, a customer buys
at a rate of their own, gamma distributed with shape r and rate alpha; after each purchase they may stop for good, with
a probability of their own, beta distributed with a and b.

A customer is three numbers: x repeat purchases, the last at time t_x after the first, observed until time T. Any unit
of time does, as long as it is the same throughout. No library: four parameters, one formula, one simplex.
"""

from dataclasses import dataclass
from math import exp, inf, lgamma, log

# Below these the likelihood is too flat for the parameters to mean anything.
FEWEST_CUSTOMERS = 100
FEWEST_REPEATERS = 30
# Where customers hardly differ from each other, parameters grow without end and say the same.
LARGEST = 1e4


class TooFew(ValueError):
    """There are too few customers, or too few of them came back."""


@dataclass(frozen=True)
class Parameters:
    r: float
    alpha: float
    a: float
    b: float


def log_likelihood(parameters, groups):
    """
    :param groups: iterable of (x, t_x, T, number of customers with these)
    :return: log likelihood

    >>> round(log_likelihood(Parameters(0.243, 4.414, 0.793, 2.426), [(2, 30.43, 38.86, 1), (0, 0, 38.86, 10)]), 3)
    -15.006
    """
    r, alpha, a, b = parameters.r, parameters.alpha, parameters.a, parameters.b
    base = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    by_count, whole = {}, 0.0
    for x, t_x, observed, number in groups:
        if x not in by_count:
            by_count[x] = base + lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x)
        alive = -(r + x) * log(alpha + observed)
        if x:
            # ln(e^alive + e^gone), with the larger one taken out.
            gone = log(a / (b + x - 1)) - (r + x) * log(alpha + t_x)
            larger = max(alive, gone)
            alive = larger + log(exp(alive - larger) + exp(gone - larger))
        whole += number * (by_count[x] + alive)
    return whole


def fit(groups):
    """Maximum likelihood estimates.

    :param groups: iterable of (x, t_x, T, number of customers with these)
    :return: Parameters
    :raise TooFew: there isn't enough to estimate from
    """
    groups = [group for group in groups if group[2] > 0]
    customers = sum(number for *_what, number in groups)
    repeaters = sum(number for x, *_when, number in groups if x)
    if customers < FEWEST_CUSTOMERS or repeaters < FEWEST_REPEATERS:
        raise TooFew(f"{customers} customers, of whom {repeaters} came back")
    # Time is brought to a scale on which the search starts near the answer.
    longest = max(observed for _x, _t, observed, _number in groups)
    unit = longest / 10
    scaled = [(x, t_x / unit, observed / unit, number) for x, t_x, observed, number in groups]

    def badness(logs):
        if max(map(abs, logs)) > log(LARGEST):
            return inf
        return -log_likelihood(Parameters(*map(exp, logs)), scaled) / customers

    found = _simplex(badness, (0.0, 0.0, 0.0, 0.5))
    r, alpha, a, b = map(exp, found)
    return Parameters(r, alpha * unit, a, b)


def probability_alive(parameters, x, t_x, observed):
    """Probability that a customer hasn't stopped.

    Who never came back has had no chance to stop in this model, and counts as alive.

    >>> cdnow = Parameters(0.243, 4.414, 0.793, 2.426)
    >>> round(probability_alive(cdnow, 2, 30.43, 38.86), 4), probability_alive(cdnow, 0, 0, 38.86)
    (0.7266, 1.0)
    """
    if not x:
        return 1.0
    r, alpha, a, b = parameters.r, parameters.alpha, parameters.a, parameters.b
    ratio = (alpha + observed) / (alpha + t_x)
    return 1 / (1 + a / (b + x - 1) * exp((r + x) * log(ratio)))


def purchases_if_alive(parameters, x, observed, ahead):
    """Purchases to expect in a time from a customer who is still alive; depends on x and T alone.

    Times :func:`probability_alive` it is equation (10) of the paper. At a = 1, where that has no value, a is moved by
    a trifle.

    >>> cdnow = Parameters(0.243, 4.414, 0.793, 2.426)
    >>> round(purchases_if_alive(cdnow, 2, 38.86, 39) * probability_alive(cdnow, 2, 30.43, 38.86), 3)
    1.226
    """
    r, alpha, a, b = parameters.r, parameters.alpha, parameters.a, parameters.b
    if abs(a - 1) < 1e-6:
        a = 1 + 1e-6
    z = ahead / (alpha + observed + ahead)
    series = _hypergeometric(r + x, b + x, a + b + x - 1, z)
    stays = exp((r + x) * log((alpha + observed) / (alpha + observed + ahead)))
    return (a + b + x - 1) / (a - 1) * (1 - stays * series)


def _hypergeometric(a, b, c, z):
    """Gauss's 2F1 by its series, which converges for 0 <= z < 1."""
    term = whole = 1.0
    count = 0
    while abs(term) > 1e-13 * abs(whole):
        term *= (a + count) * (b + count) / (c + count) / (count + 1) * z
        whole += term
        count += 1
    return whole


def _simplex(badness, start, tolerance=1e-10, most=2000):
    """The minimum of a function, by Nelder and Mead (1965): no derivative, safe on a flat ridge.

    :param start: tuple of numbers near the minimum
    :return: tuple of numbers at it
    """
    size = len(start)
    points = [start] + [tuple(v + 0.5 * (i == j) for j, v in enumerate(start)) for i in range(size)]
    ranked = sorted((badness(point), point) for point in points)
    for _step in range(most):
        if ranked[-1][0] - ranked[0][0] < tolerance and _spread(ranked) < 1e-6:
            break
        centre = tuple(sum(point[i] for _bad, point in ranked[:-1]) / size for i in range(size))
        worst = ranked[-1]

        def moved(by, worst=worst, centre=centre):
            point = tuple(c + by * (c - w) for c, w in zip(centre, worst[1], strict=True))
            return badness(point), point

        best = moved(1)
        if best[0] < ranked[0][0]:
            best = min(best, moved(2))
        elif best[0] >= ranked[-2][0]:
            best = min(best, moved(0.5), moved(-0.5))
        if best[0] < worst[0]:
            ranked[-1] = best
        else:
            top = ranked[0][1]
            shrunk = [tuple((p + t) / 2 for p, t in zip(point, top, strict=True)) for _bad, point in ranked[1:]]
            ranked[1:] = [(badness(point), point) for point in shrunk]
        ranked.sort()
    return ranked[0][1]


def _spread(ranked):
    best = ranked[0][1]
    return max(abs(v - b) for _bad, point in ranked[1:] for v, b in zip(point, best, strict=True))
