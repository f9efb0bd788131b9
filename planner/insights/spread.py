"""Medians, quantiles and small systems of equations, in plain Python. Pure."""

import math
from collections.abc import Sequence
from statistics import median

MAD_TO_DEVIATION = 1.4826  # of a normal distribution


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1, cut to that) of the values lies, linear between neighbours.

    Raises ValueError where there are no values.
    """
    if not values:
        raise ValueError("no values, no quantile")
    ordered = sorted(values)
    place = min(max(share, 0.0), 1.0) * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def robust_deviation(values: Sequence[float]) -> float:
    """The standard deviation that the median distance from the median stands for; 0 where most are alike."""
    middle = median(values)
    return MAD_TO_DEVIATION * median(abs(value - middle) for value in values)


def winsorised(values: Sequence[float], deviations: float = 3.0) -> list[float]:
    """What lies further than `deviations` robust deviations from the median is brought back to that.

    Where most values are alike nothing is known of their spread, and nothing is brought anywhere.
    """
    if not values or not (reach := deviations * robust_deviation(values)):
        return list(values)
    middle = median(values)
    return [min(max(value, middle - reach), middle + reach) for value in values]


def solve(matrix: Sequence[Sequence[float]], columns: Sequence[Sequence[float]]) -> list[list[float]]:
    """X of `matrix · X = columns`, rows as rows. Raises ZeroDivisionError where there is no one answer."""
    return solve_and_size(matrix, columns)[0]


def solve_and_size(
    matrix: Sequence[Sequence[float]], columns: Sequence[Sequence[float]]
) -> tuple[list[list[float]], float]:
    """As `solve`, with the logarithm of the determinant's size. Gauss and Jordan, with pivots."""
    size, determinant = len(matrix), 0.0
    rows = [[*left, *right] for left, right in zip(matrix, columns, strict=True)]
    for at in range(size):
        best = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        pivot = rows[at][at]
        determinant += math.log(abs(pivot)) if pivot else 0.0
        rows[at] = [value / pivot for value in rows[at]]
        for other in range(size):
            if other != at and (times := rows[other][at]):
                rows[other] = [a - times * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[size:] for row in rows], determinant
