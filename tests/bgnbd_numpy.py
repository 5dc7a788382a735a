"""BG/NBD by numpy: the likelihood of Fader, Hardie and Lee (2005) as they print it, climbed by BFGS. No code of the
addon, which climbs by a simplex, takes part."""

from math import lgamma

import numpy

log_gamma = numpy.vectorize(lgamma, otypes=[float])
# Parameters beyond this say the same: where members hardly differ, the likelihood has no top but a ridge.
LARGEST = numpy.log(1e4)


def fit(repeats, last, observed):
    """
    :param repeats: array of repeat purchase days of each customer
    :param last: days from the first to the last
    :param observed: days from the first to today
    :return: array of r, alpha, a, b; time in days
    """
    known = observed > 0
    unit = observed.max() / 10
    rows = numpy.column_stack([repeats, last / unit, observed / unit])[known]
    groups, counts = numpy.unique(rows, axis=0, return_counts=True)

    def badness(logs):
        beyond = numpy.clip(numpy.abs(logs) - LARGEST, 0, None)
        logs = numpy.clip(logs, -LARGEST, LARGEST)
        return -(counts * log_likelihood(numpy.exp(logs), *groups.T)).sum() / counts.sum() + (beyond**2).sum()

    found = numpy.exp(numpy.clip(_climb(badness, numpy.zeros(4)), -LARGEST, LARGEST))
    return found * [1, unit, 1, 1]


def log_likelihood(parameters, x, t_x, observed):
    """:return: array, of each customer; equation (6), its beta functions written as gammas"""
    r, alpha, a, b = parameters
    beta = log_gamma(a + b) - log_gamma(a) - log_gamma(b)
    alive = log_gamma(a) + log_gamma(b + x) - log_gamma(a + b + x) - (r + x) * numpy.log(alpha + observed)
    again = numpy.maximum(x, 1)
    gone = log_gamma(a + 1) + log_gamma(b + again - 1) - log_gamma(a + b + again) - (r + x) * numpy.log(alpha + t_x)
    told = numpy.where(x > 0, numpy.logaddexp(alive, gone), alive)
    return beta + log_gamma(r + x) - log_gamma(r) + r * numpy.log(alpha) + told


def alive(parameters, x, t_x, observed):
    r, alpha, a, b = parameters
    odds = a / (b + numpy.maximum(x, 1) - 1) * ((alpha + observed) / (alpha + t_x)) ** (r + x)
    return numpy.where(x > 0, 1 / (1 + odds), 1.0)


def purchases(parameters, x, t_x, observed, ahead):
    """Expected purchases in a time to come: equation (10), its 2F1 by Euler's transformation."""
    r, alpha, a, b = parameters
    z = ahead / (alpha + observed + ahead)
    c = a + b + x - 1
    series = (1 - z) ** (c - r - x - b - x) * _hypergeometric(c - r - x, c - b - x, c, z)
    stays = ((alpha + observed) / (alpha + observed + ahead)) ** (r + x)
    return c / (a - 1) * (1 - stays * series) * alive(parameters, x, t_x, observed)


def _hypergeometric(a, b, c, z):
    term = whole = numpy.ones_like(z)
    for n in range(100_000):
        term = term * (a + n) * (b + n) / (c + n) / (n + 1) * z
        whole = whole + term
        if (numpy.abs(term) <= 1e-14 * numpy.abs(whole)).all():
            return whole
    raise ArithmeticError("the series doesn't end")


def _climb(badness, point):
    """The minimum of a function by Broyden, Fletcher, Goldfarb and Shanno."""
    size = len(point)
    inverse, slope, value = numpy.eye(size), _slope(badness, point), badness(point)
    for _step in range(500):
        step, length = -inverse @ slope, 1.0
        while badness(point + length * step) > value + 1e-4 * length * (slope @ step) and length > 1e-12:
            length /= 2
        moved = length * step
        point = point + moved
        before, value = value, badness(point)
        turned = _slope(badness, point) - slope
        slope = slope + turned
        if numpy.abs(slope).max() < 1e-7 or before - value < 1e-14:
            return point
        if moved @ turned > 1e-14:
            rho = 1 / (moved @ turned)
            left = numpy.eye(size) - rho * numpy.outer(moved, turned)
            inverse = left @ inverse @ left.T + rho * numpy.outer(moved, moved)
    return point


def _slope(badness, point, width=1e-5):
    return numpy.array([(badness(point + e) - badness(point - e)) / (2 * width) for e in width * numpy.eye(len(point))])
