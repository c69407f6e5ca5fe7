"""Agreement between members: Krippendorff's alpha and the intraclass correlation, with their intervals. Pure.

Sources: Krippendorff, « Computing Krippendorff's Alpha-Reliability » (2011); Shrout and Fleiss, « Intraclass
Correlations » (1979); McGraw and Wong (1996) for the intervals; Koo and Li (2016) for the reading of the correlation.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

DOSSIERS_MINIMUM = 10
"""Under this number of files no coefficient is shown: it would mean nothing."""
TIRAGES = 1000
CONFIANCE = 0.95

Distance = Callable[[int, int, Mapping[int, int]], Fraction]


def nominal(a: int, b: int, _count: Mapping[int, int]) -> Fraction:
    """Two marks agree or do not."""
    return Fraction(a != b)


def interval(a: int, b: int, _count: Mapping[int, int]) -> Fraction:
    """Two marks differ by the square of their gap."""
    return Fraction((a - b) ** 2)


def ordinal(a: int, b: int, count: Mapping[int, int]) -> Fraction:
    """Two marks differ by what was given between them: the gap between 4 and 5 need not be that between 0 and 1."""
    low, high = min(a, b), max(a, b)
    between = sum(count.get(value, 0) for value in range(low, high + 1))
    return (between - Fraction(count.get(low, 0) + count.get(high, 0), 2)) ** 2


def krippendorff_alpha(units: Sequence[Sequence[int]], distance: Distance = ordinal) -> Fraction | None:
    """Krippendorff's alpha of the marks given to each unit, exact; a unit with one mark says nothing.

    None when there is nothing to compare: no unit with two marks, or one mark everywhere.
    """
    pairable = [unit for unit in units if len(unit) > 1]
    pairs: Counter[tuple[int, int]] = Counter()
    weights: dict[tuple[int, int], Fraction] = {}
    for unit in pairable:
        share = Fraction(1, len(unit) - 1)
        seen = Counter(unit)
        for a, count_a in seen.items():
            for b, count_b in seen.items():
                pairs[a, b] += 1
                times = count_a * (count_b - (a == b))
                weights[a, b] = weights.get((a, b), Fraction(0)) + times * share
    total: Counter[int] = Counter(value for unit in pairable for value in unit)
    gaps = {(a, b): distance(a, b, total) for a in total for b in total}
    expected = sum((total[a] * total[b] * gap for (a, b), gap in gaps.items()), Fraction(0))
    if not expected:
        return None
    observed = sum((weight * gaps[pair] for pair, weight in weights.items()), Fraction(0))
    return 1 - (total.total() - 1) * observed / expected


@dataclass(frozen=True)
class Coefficient:
    """A coefficient and its 95 % interval."""

    valeur: float
    bas: float
    haut: float


def alpha_with_interval(units: Sequence[Sequence[int]], graine: str) -> Coefficient | None:
    """Ordinal alpha, with the interval of a bootstrap over the units drawn from `graine`: same data, same interval."""
    value = krippendorff_alpha(units)
    if value is None:
        return None
    redrawn = sorted(_redrawn_alphas([unit for unit in units if len(unit) > 1], graine))
    edge = round(TIRAGES * (1 - CONFIANCE) / 2)
    return Coefficient(float(value), redrawn[edge], redrawn[-1 - edge])


def _redrawn_alphas(units: Sequence[Sequence[int]], graine: str) -> list[float]:
    """Alpha of each draw, in floats: two decimals are shown, and a thousand exact ones would take seconds."""
    draw = np.random.default_rng(int.from_bytes(hashlib.sha256(graine.encode()).digest()))
    values = sorted({value for unit in units for value in unit})
    seen = np.array([[unit.count(value) for value in values] for unit in map(list, units)], dtype=float)
    ways = seen[:, :, None] * seen[:, None, :] / (seen.sum(axis=1) - 1)[:, None, None]
    times = draw.multinomial(len(units), [1 / len(units)] * len(units), size=TIRAGES).astype(float)
    totals = times @ seen
    observed = np.tensordot(times, ways, axes=1)
    below = np.cumsum(totals, axis=1) - totals / 2
    gaps = (below[:, :, None] - below[:, None, :]) ** 2
    disagreement = (observed * gaps).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * gaps).sum(axis=(1, 2))
    alphas = 1 - (totals.sum(axis=1) - 1) * disagreement / np.where(expected > 0, expected, 1)
    return [float(alpha) for alpha in np.where(expected > 0, alphas, 1.0)]


@dataclass(frozen=True)
class Correlation:
    """ICC(2,1), the reliability of one member, and ICC(2,k), that of the mean of the `membres`, absolute agreement."""

    seul: Coefficient
    moyenne: Coefficient
    dossiers: int
    membres: int


def intraclass(table: Sequence[Sequence[float]]) -> Correlation | None:
    """ICC(2,1) and ICC(2,k) of a complete table, one row a file, one column a member.

    None when the table is too small or every mark is the same.
    """
    n, k = len(table), len(table[0]) if table else 0
    if n < 2 or k < 2:
        return None
    rows = [sum(row) / k for row in table]
    columns = [sum(row[j] for row in table) / n for j in range(k)]
    grand = sum(rows) / n
    msr = k * sum((value - grand) ** 2 for value in rows) / (n - 1)
    msc = n * sum((value - grand) ** 2 for value in columns) / (k - 1)
    error = sum((table[i][j] - rows[i] - columns[j] + grand) ** 2 for i in range(n) for j in range(k))
    mse = error / ((n - 1) * (k - 1))
    bottom = msr + (k - 1) * mse + k * (msc - mse) / n
    if not bottom or not msr:
        return None
    single = (msr - mse) / bottom
    low, high = _bounds(n, k, msr, msc, mse, single)
    seul = Coefficient(single, low, high)
    together = (msr - mse) / (msr + (msc - mse) / n)
    return Correlation(seul, Coefficient(together, _stepped_up(low, k), _stepped_up(high, k)), n, k)


def _stepped_up(single: float, k: int) -> float:
    """Spearman and Brown: from the reliability of one to that of the mean of `k`."""
    bottom = 1 + (k - 1) * single
    return k * single / bottom if bottom > 0 else -1.0


def _bounds(n: int, k: int, msr: float, msc: float, mse: float, single: float) -> tuple[float, float]:
    """McGraw and Wong's interval of ICC(2,1)."""
    if mse == 0:
        return single, single
    a = k * single / (n * (1 - single)) if single < 1 else 0.0
    b = 1 + k * single * (n - 1) / (n * (1 - single)) if single < 1 else 1.0
    v = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    tail = 1 - (1 - CONFIANCE) / 2
    above, below = fisher_quantile(tail, n - 1, v), fisher_quantile(tail, v, n - 1)
    common = k * msc + (k * n - k - n) * mse
    low = n * (msr - above * mse) / (above * common + n * msr)
    high = n * (below * msr - mse) / (common + n * below * msr)
    return low, high


def fisher_quantile(p: float, d1: float, d2: float) -> float:
    """The value that a Fisher variable of `d1` and `d2` degrees of freedom stays under with probability `p`."""
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _beta_share(middle, d1 / 2, d2 / 2) < p else (low, middle)
    return d2 * low / (d1 * (1 - low))


def _beta_share(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun, 26.5.8)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(1 - x))
    fraction = 0.0
    for m in range(200, 0, -1):
        odd = -(a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1))
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        fraction = odd / (1 + even / (1 + fraction))
    return front / (a * (1 + fraction))


def words_for_alpha(value: float) -> str:
    """How Krippendorff reads an alpha."""
    if value >= 0.8:
        return "accord fiable"
    return "accord à lire avec prudence" if value >= 0.667 else "accord trop faible pour s’y fier"


def words_for_correlation(value: float) -> str:
    """How Koo and Li read a correlation."""
    for limit, words in ((0.9, "excellente"), (0.75, "bonne"), (0.5, "moyenne")):
        if value >= limit:
            return words
    return "faible"
