"""Truth discovery: where several sources speak on the same items, which values they would have one believe, and how
often each source is on that side.

Nothing here knows what is true. A value's probability and a source's accuracy say how far the sources agree, under one
stated model; sources that all repeat the same error are, to it, right. What is known besides the claims (an own record
of right and wrong, see `track_record`) is stronger evidence than this.

The model. Source s states the right value of an item with probability `a_s`, independently of the other sources (the
one-coin model of Dawid and Skene 1979). Values that are not right agree by chance and by copying: given which sources
are wrong, their values fall together as in a Chinese restaurant with concentration `theta` (Ewens 1972), so that two
wrong sources agree with probability 1 / (1 + theta). The right value need not be among those claimed. `a_s` has a Beta
prior whose mean depends on how much a source says, `logit(mean) = b0 + b1 log n_s`; most sources say little, and a
single claim tells little of its source (the "long tail" of Li et al. 2014). `b0`, `b1`, the prior's strength and
`theta` are fitted to the frame itself (empirical Bayes), under weak priors.

Inference is belief propagation (Liu, Peng and Ihler 2012): each source's accuracy is a density, integrated over rather
than fixed, and never fed back the evidence it gave. So the intervals account for the right values being inferred.
"""

from __future__ import annotations

import numbers
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quotelens.errors import SettingsError, TableError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEEDED = ("source_id", "item", "value")


@dataclass(frozen=True, slots=True)
class Priors:
    """What is assumed before any claim is read; one set of values for all data.

    Attributes:
        shared_error: How often what the sources hold in common is itself not the value sought (another edition, year
            or definition), 0-1. Claims cannot tell.
            Lowers all probabilities of values.
        voice_error: How often a source, whatever its record, is off on a particular item, 0-1: each voice is
            discounted by it (Shafer 1976, chapter 11) when values are weighed, so that one source alone never makes
            a value certain, and several can. Both errors are set by hand: with 0.06 to 0.08 for the one and 0.05 for
            the other, probabilities on the two sets of `evaluation.truth` are off by less than 0.10 on average.
        accuracy: Expected accuracy of a source with one claim, 0-1 exclusive.
        strength: Expected strength of the accuracies' prior, in claims, above 0.
        theta: Expected concentration of the values that are not right, above 0.
        spread: Standard deviations of the normal priors of `b0` (around the logit of `accuracy`), of `b1` (around 0),
            of the logarithm of the strength and of that of `theta`.
    """

    shared_error: float = 0.07
    voice_error: float = 0.05
    accuracy: float = 0.8
    strength: float = 10.0
    theta: float = 1.0
    spread: tuple[float, float, float, float] = (1.5, 1.0, 0.5, 1.5)

    def __post_init__(self) -> None:
        if not (0 <= self.shared_error < 1 and 0 <= self.voice_error < 1):
            raise SettingsError("shared_error and voice_error must be at least 0 and below 1")
        if not 0 < self.accuracy < 1:
            raise SettingsError(f"accuracy must lie between 0 and 1, not {self.accuracy}")
        if not (self.strength > 0 and self.theta > 0 and len(self.spread) == 4 and min(self.spread) > 0):
            raise SettingsError("strength, theta and the four spreads must be above 0")


PRIORS = Priors()

NODES = 41  # of each source's density, on the logit scale, a third of a standard deviation apart
_FINE = 10  # points to a node where an interval's ends are read off
_REACH = 7.0  # standard deviations to either side that they span
_WIDEST = 25.0  # logits that they span at most: farther apart they would miss the logistic's bend
_LEAST = 1e-9  # probabilities stay this far from 0 and 1
_DAMPING = 0.5  # of the messages; undamped ones can swing on graphs with short loops (Murphy, Weiss and Jordan 1999)
_SETTLED = 1e-8
_ROUNDS = 500
_NEAR = 1e-3
_FITTED = 1e-4
_FITTINGS = 100
_EDGE = 0.01  # priors' means stay this far from 0 and 1
_BOUNDS = [(-5.0, 5.0), (-2.0, 2.0), (np.log(0.5), np.log(500.0)), (np.log(0.01), np.log(1000.0))]
_DIGITS = 6  # of what is reported: less than what is left of convergence and rounding


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the claims amount to.

    Attributes:
        truths: One row for every value that was claimed for an item: `item`, `value`, `probability` (0-1) that it is
            the right one. By item; the most probable value first, equally probable ones by value, a tie that their
            equal probabilities show. The probabilities of an item whose sources conflict add up to
            `1 - priors.shared_error`: its right value is taken to be among those claimed, unless all err together.
            If they don't conflict, the value's probability is smaller, since all may be wrong; a single claim is as
            probable as its source's claims are otherwise, less the errors of `priors`.
        sources: One row a source, by id: `source_id`, `accuracy` (posterior mean of the probability that a claim of
            the source is right, 0-1), `low` and `high` (equal-tailed credible interval) and `n`, the number of items
            it spoke on.
        theta: Fitted concentration of the values that are not right; two wrong sources agree with probability
            1 / (1 + theta).
        settled: Whether all that is fitted came to rest. If not, as can be with two or three sources who often
            contradict each other, the claims leave open who is right, and the sources' figures mean little.
    """

    truths: pd.DataFrame
    sources: pd.DataFrame
    theta: float
    settled: bool


def discover(frame: pd.DataFrame, *, level: float = 0.95, priors: Priors = PRIORS) -> Discovery:
    """Weigh the values that sources give for the same items against one another.

    Args:
        frame: One row a claim: `source_id`, `item` and `value`, none missing, of any hashable kind; values are the
            same where they are equal, so normalise them first. Other columns are passed over. A claim made twice
            counts once. A source that gives j values for an item is taken to mean each of them with probability 1/j.
        level: Coverage of the sources' intervals, between 0 and 1.
        priors: See `Priors`.

    Returns:
        See `Discovery`. Neither the order of the rows nor the sources' names change a figure; sources that claim the
        same, and values claimed alike, get the same figures to the last digit (there are six).

    Raises:
        TableError: a column is missing, or a row has a missing or unhashable entry; names the rows.
        SettingsError: `level` is outside (0, 1).

    References:
        Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates using the EM algorithm, Applied
        Statistics 28, 20-28.
        Ewens (1972), The sampling theory of selectively neutral alleles, Theoretical Population Biology 3, 87-112.
        Morris (1983), Parametric empirical Bayes inference, JASA 78, 47-55.
        Pasternack and Roth (2010), Knowing what to believe (when you already know something), COLING, 877-885.
        Dong, Berti-Equille and Srivastava (2009), Integrating conflicting data: the role of source dependence, PVLDB
        2, 550-561 (why values that are not right agree).
        Zhao, Rubinstein, Gemmell and Han (2012), A Bayesian approach to discovering truth from conflicting sources for
        data integration, PVLDB 5, 550-561 (Beta priors of sources' quality).
        Liu, Peng and Ihler (2012), Variational inference for crowdsourcing, NIPS 25, 692-700.
        Shafer (1976), A mathematical theory of evidence, Princeton, chapter 11 (discounting).
        Li et al. (2014), A confidence-aware approach for truth discovery on long-tail data, PVLDB 8, 425-436 (CATD).
    """
    if not 0 < level < 1:
        raise SettingsError(f"level must lie between 0 and 1, not {level}")
    claims = _claims(frame)
    if not len(claims.item_of):
        nothing = np.zeros(0)
        return Discovery(
            _truths(frame, claims, nothing), _sources(frame, claims, nothing, nothing, nothing), priors.theta, True
        )
    beliefs = _propagate(claims, priors)
    accuracy, low, high = beliefs.summary(level)
    return Discovery(
        _truths(frame, claims, (1 - priors.shared_error) * _reported(claims, beliefs.candidates)),
        _sources(frame, claims, accuracy, low, high),
        round(beliefs.theta, _DIGITS),
        beliefs.settled,
    )


@dataclass(frozen=True, slots=True)
class _Claims:
    """Claims as arrays of numbers.

    A voice is one source on one item. Candidates are the values claimed for an item. A link joins a voice to a
    candidate it gives, so that a voice has one or more. Rows are where in the frame something comes up first.
    """

    source_row: Ints  # (sources,)
    item_of: Ints  # (candidates,)
    candidate_row: Ints  # (candidates,)
    voice_source: Ints  # (voices,)
    voice_item: Ints  # (voices,)
    given: Floats  # (voices,) number of values
    link_voice: Ints  # (links,)
    link_candidate: Ints  # (links,)
    n: Ints  # (sources,) items spoken on
    n_items: int

    @property
    def claimed(self) -> Ints:
        """(candidates,) number of voices for each."""
        return np.bincount(self.link_candidate, minlength=len(self.item_of))


def _claims(frame: pd.DataFrame) -> _Claims:
    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        raise TableError(f"table claims: column {missing[0]!r} is missing; it needs {', '.join(NEEDED)}")
    for name in NEEDED:
        _complain(frame[name].isna().to_numpy(dtype=bool), frame, name, "is empty")
        wrong = np.array([not isinstance(entry, Hashable) for entry in frame[name]], dtype=bool)
        _complain(wrong, frame, name, "holds what has no hash (a list or set; pass a tuple or frozenset)")
    sources: dict[Any, int] = {}
    items: dict[Any, int] = {}
    candidates: dict[Any, int] = {}
    voices: dict[Any, int] = {}
    links: dict[tuple[int, int], None] = {}
    source_row: list[int] = []
    candidate_row: list[int] = []
    for row, (source_id, item, value) in enumerate(zip(*(frame[name] for name in NEEDED), strict=True)):
        s, i = sources.setdefault(source_id, len(sources)), items.setdefault(item, len(items))
        if s == len(source_row):
            source_row.append(row)
        c = candidates.setdefault((i, value), len(candidates))
        if c == len(candidate_row):
            candidate_row.append(row)
        links[voices.setdefault((s, i), len(voices)), c] = None
    voice = np.array(list(voices), dtype=np.int64).reshape(-1, 2)
    link = np.array(list(links), dtype=np.int64).reshape(-1, 2)
    return _Claims(
        source_row=np.array(source_row, dtype=np.int64),
        item_of=np.array([i for i, _ in candidates], dtype=np.int64),
        candidate_row=np.array(candidate_row, dtype=np.int64),
        voice_source=voice[:, 0],
        voice_item=voice[:, 1],
        given=np.bincount(link[:, 0], minlength=len(voice)).astype(np.float64),
        link_voice=link[:, 0],
        link_candidate=link[:, 1],
        n=np.bincount(voice[:, 0], minlength=len(sources)),
        n_items=len(items),
    )


def _complain(bad: npt.NDArray[np.bool_], frame: pd.DataFrame, column: str, what: str) -> None:
    if bad.any():
        rows = ", ".join(repr(label) for label in frame.index[bad][:5])
        raise TableError(
            f"table claims: column {column!r} {what} in {int(bad.sum())} rows (index {rows}); mend or drop them"
        )


@dataclass(frozen=True, slots=True)
class _Beliefs:
    """Posterior of the candidates and, on nodes of their own, of the sources' accuracies."""

    candidates: Floats  # (candidates,)
    logits: Floats  # (sources, nodes)
    density: Floats  # (sources, nodes), adds up to 1
    theta: float
    settled: bool

    def summary(self, level: float) -> tuple[Floats, Floats, Floats]:
        """Mean, lower and upper end for each source."""
        from scipy.interpolate import CubicSpline  # SciPy takes a second to import: at first use, here and below
        from scipy.special import expit

        mean = (self.density * expit(self.logits)).sum(axis=1)
        steps = np.arange(NODES)
        fine = np.linspace(0, NODES - 1, _FINE * (NODES - 1) + 1)
        below = CubicSpline(steps, self.density, axis=1).antiderivative()(fine)
        ends = [
            np.array([np.interp(tail * row[-1], row, fine) for row in below])
            for tail in ((1 - level) / 2, (1 + level) / 2)
        ]
        width = self.logits[:, 1] - self.logits[:, 0]
        low, high = (expit(self.logits[:, 0] + end * width) for end in ends)
        # rounding can carry an end past the mean where a density is a hair wide
        return mean, np.minimum(low, mean), np.maximum(high, mean)


def _propagate(claims: _Claims, priors: Priors) -> _Beliefs:
    """Pass messages between sources and items, refitting the hyperparameters on the way, until nothing moves.

    A voice's message to its item is the mean accuracy of its source by all the source says elsewhere; an item's
    message back is how probable the voice is right by all that others say on it.
    """
    from scipy.special import digamma, expit, polygamma

    log_n = np.log(claims.n)
    # alone on its item a voice tells nothing of its source: it is right or it is not
    heard = np.flatnonzero(np.bincount(claims.voice_item, minlength=claims.n_items)[claims.voice_item] > 1)
    speaker = claims.voice_source[heard]
    judged = np.unique(speaker)
    hyper = _prior_means(priors)
    a, b = _beta(hyper, log_n)
    logits = _nodes(digamma(a) - digamma(b), np.sqrt(polygamma(1, a) + polygamma(1, b)))
    message = (a / (a + b))[claims.voice_source]
    rested = False
    fitting = True  # until the hyperparameters rest; then they are held, and the messages come to rest with them
    for turn in range(_ROUNDS):
        candidates, none = _of_items(claims, message, hyper)
        right, wrong = _to_sources(claims, message, candidates, heard)
        accuracy = expit(logits)
        # right * _says(accuracy) + wrong * (1 - accuracy), as a line in the accuracy
        others = (claims.given[heard] - 1) / claims.given[heard]
        heights, slopes = right * others + wrong, right * (1 - 2 * others) - wrong
        factor = heights[:, None] + slopes[:, None] * accuracy[speaker]
        # voices of one source in an order that neither rows nor names decide: sums of floats depend on it
        order = np.lexsort((wrong, right, claims.given[heard], speaker))
        evidence = np.zeros_like(logits)
        if len(judged):
            starts = np.searchsorted(speaker[order], judged)
            evidence[judged] = np.add.reduceat(np.log(factor[order]), starts, axis=0)
        density = _density(evidence, logits, *_beta(hyper, log_n))
        mean = (density * accuracy).sum(axis=1)
        sent = mean[claims.voice_source]
        elsewhere = density[speaker] / factor
        sent[heard] = np.einsum("vk,vk->v", elsewhere, accuracy[speaker]) / elsewhere.sum(axis=1)
        sent = np.clip(_DAMPING * message + (1 - _DAMPING) * sent, _LEAST, 1 - _LEAST)
        known = _evidence(claims, priors, candidates, none, evidence[judged], logits[judged], log_n[judged])
        moved = np.abs(sent - message).max()
        message = sent
        if fitting:
            refitted = _refit(hyper, known)
            rested = bool(np.abs(refitted - hyper).max() < _FITTED)
            fitting = not rested and turn < _FITTINGS
            hyper = refitted
        elif moved < _SETTLED:
            break
        if moved < _NEAR:  # the nodes are held too, since each move of theirs is a move of the messages
            continue
        centre = (density * logits).sum(axis=1)
        spread = np.sqrt((density * (logits - centre[:, None]) ** 2).sum(axis=1))
        # a density that falls between two nodes must not lose its width
        logits = _nodes(centre, np.maximum(spread, (logits[:, 1] - logits[:, 0]) / 2))
    weighed = np.clip((1 - priors.voice_error) * message, _LEAST, 1 - _LEAST)
    candidates, _ = _of_items(claims, weighed, hyper)
    mixed = np.mean([_density(evidence, logits, *_beta(point, log_n)) for point in _around(hyper, known)], axis=0)
    return _Beliefs(candidates, logits, mixed, float(np.exp(hyper[3])), rested and bool(moved < _SETTLED))


def _nodes(centre: Floats, spread: Floats) -> Floats:
    """(sources, nodes) evenly spaced on the logit scale around where a density is (Naylor and Smith 1982)."""
    half = np.minimum(_REACH * spread, _WIDEST)
    return centre[:, None] + half[:, None] * np.linspace(-1, 1, NODES)


def _prior_means(priors: Priors) -> Floats:
    """The hyperparameters as assumed: b0, b1, log strength, log theta."""
    return np.array(
        [np.log(priors.accuracy / (1 - priors.accuracy)), 0.0, np.log(priors.strength), np.log(priors.theta)]
    )


def _beta(hyper: Floats, log_n: Floats) -> tuple[Floats, Floats]:
    """The two parameters of the Beta priors of sources that speak on n items."""
    from scipy.special import expit

    mean = np.clip(expit(hyper[0] + hyper[1] * log_n), _EDGE, 1 - _EDGE)
    strength = np.exp(hyper[2])
    return mean * strength, (1 - mean) * strength


def _says(accuracy: Any, given: Any) -> Any:
    """Probability of a voice that gives the right value, alone or among others of which it means each alike."""
    return (accuracy + (given - 1) * (1 - accuracy)) / given


def _of_items(claims: _Claims, message: Floats, hyper: Floats) -> tuple[Floats, Floats]:
    """Probability of each candidate, and for each item that none of its candidates is right."""
    log_wrong = np.log1p(-message)
    base = _sum_by(claims.voice_item, log_wrong, claims.n_items)
    gain = (np.log(_says(message, claims.given)) - log_wrong)[claims.link_voice]
    among, without = _chance(claims, float(np.exp(hyper[3])))
    log_candidate = among + base[claims.item_of] + _sum_by(claims.link_candidate, gain, len(claims.item_of))
    log_none = without + base
    most = log_none.copy()
    np.maximum.at(most, claims.item_of, log_candidate)
    candidates, none = np.exp(log_candidate - most[claims.item_of]), np.exp(log_none - most)
    total = _sum_by(claims.item_of, candidates, claims.n_items) + none
    return candidates / total[claims.item_of], none / total


def _chance(claims: _Claims, theta: float) -> tuple[Floats, Floats]:
    """Ewens' log probability of how the wrong voices fall together: if a candidate is right, and if none is."""
    from scipy.special import gammaln

    claimed = claims.claimed
    voices = np.bincount(claims.item_of, claimed, claims.n_items)
    kinds = np.bincount(claims.item_of, minlength=claims.n_items)
    orders = _sum_by(claims.item_of, gammaln(claimed), claims.n_items)

    def log_probability(kinds: Any, orders: Any, voices: Any) -> Floats:
        found: Floats = kinds * np.log(theta) + orders + gammaln(theta) - gammaln(theta + voices)
        return found

    item = claims.item_of
    return (
        log_probability(kinds[item] - 1, orders[item] - gammaln(claimed), voices[item] - claimed),
        log_probability(kinds, orders, voices),
    )


def _to_sources(claims: _Claims, message: Floats, candidates: Floats, heard: Ints) -> tuple[Floats, Floats]:
    """What the others on its item say of each heard voice: odds of its being right and of its being wrong."""
    held = np.minimum(_sum_by(claims.link_voice, candidates[claims.link_candidate], len(message)), 1.0)[heard]
    own = message[heard]
    right, wrong = held / _says(own, claims.given[heard]), (1 - held) / (1 - own)
    return right / (right + wrong), wrong / (right + wrong)


def _density(evidence: Floats, logits: Floats, a: Floats, b: Floats) -> Floats:
    logs = evidence + _log_prior(logits, a, b)
    density = np.exp(logs - logs.max(axis=1, keepdims=True))
    scaled: Floats = density / density.sum(axis=1, keepdims=True)
    return scaled


def _log_prior(logits: Floats, a: Floats, b: Floats) -> Floats:
    """Log density, on the logit scale, of Beta(a, b)."""
    from scipy.special import betaln

    found: Floats = (
        -a[:, None] * np.logaddexp(0, -logits) - b[:, None] * np.logaddexp(0, logits) - betaln(a, b)[:, None]
    )
    return found


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the hyperparameters are fitted to: what is known of sources that can be judged, and of values' kinds."""

    priors: Priors
    logs: Floats  # (sources, nodes) log likelihood of an accuracy
    logits: Floats  # (sources, nodes)
    log_n: Floats  # (sources,)
    weights: Floats  # (outcomes,) probability of each candidate, and of none for each item
    wrong_voices: Floats  # (outcomes,)
    wrong_kinds: float  # expected number, summed over items

    def loss(self, hyper: Floats) -> tuple[float, Floats]:
        """Minus the log of the evidence and of the hyperparameters' own priors, with its gradient."""
        from scipy.special import betaln, digamma, gammaln

        a, b = _beta(hyper, self.log_n)
        strength, theta = np.exp(hyper[2]), np.exp(hyper[3])
        log_right, log_wrong = -np.logaddexp(0, -self.logits), -np.logaddexp(0, self.logits)
        logs = self.logs + a[:, None] * log_right + b[:, None] * log_wrong
        top = logs.max(axis=1)
        mass = np.exp(logs - top[:, None])
        total = mass.sum(axis=1)
        log_evidence = np.log(total * (self.logits[:, 1] - self.logits[:, 0])) + top - betaln(a, b)
        # gradients are posterior means of the prior's score (Fisher's identity)
        by_a = (mass * log_right).sum(axis=1) / total - digamma(a) + digamma(a + b)
        by_b = (mass * log_wrong).sum(axis=1) / total - digamma(b) + digamma(a + b)
        mean = a / (a + b)
        by_mean = (by_a - by_b) * strength * mean * (1 - mean)
        chance = self.weights * (gammaln(theta) - gammaln(theta + self.wrong_voices))
        by_theta = self.weights * theta * (digamma(theta) - digamma(theta + self.wrong_voices))
        spread = np.array(self.priors.spread)
        z = (hyper - _prior_means(self.priors)) / spread
        value = _sum(log_evidence) + self.wrong_kinds * hyper[3] + _sum(chance) - float(z @ z) / 2
        slope = [
            _sum(by_mean),
            _sum(by_mean * self.log_n),
            _sum(by_a * a + by_b * b),
            self.wrong_kinds + _sum(by_theta),
        ]
        return -value, z / spread - np.array(slope)


def _evidence(
    claims: _Claims,
    priors: Priors,
    candidates: Floats,
    none: Floats,
    logs: Floats,
    logits: Floats,
    log_n: Floats,
) -> _Evidence:
    item, claimed = claims.item_of, claims.claimed
    voices = np.bincount(item, claimed, claims.n_items)
    kinds = np.bincount(item, minlength=claims.n_items)
    return _Evidence(
        priors,
        logs,
        logits,
        log_n,
        weights=np.concatenate([candidates, none]),
        wrong_voices=np.concatenate([voices[item] - claimed, voices]),
        wrong_kinds=_sum(np.concatenate([(kinds[item] - 1) * candidates, kinds * none])),
    )


def _refit(hyper: Floats, evidence: _Evidence) -> Floats:
    """The most probable hyperparameters, sought from where they were."""
    from scipy.optimize import minimize

    found: Floats = minimize(evidence.loss, hyper, jac=True, method="L-BFGS-B", bounds=_BOUNDS).x
    return found


def _around(hyper: Floats, evidence: _Evidence) -> list[Floats]:
    """Equally weighted points with the mean and covariance of the hyperparameters' posterior (Laplace's method).

    Two to each principal direction, a cubature of degree 3 (Arasaratnam and Haykin 2009). Intervals that took the
    fitted values as certain would be too narrow (Kass and Steffey 1989).
    """
    d, step = len(hyper), 1e-4
    slopes = [(evidence.loss(hyper + e)[1] - evidence.loss(hyper - e)[1]) / (2 * step) for e in step * np.eye(d)]
    # the curvature of the hyperparameters' own priors is the least that there can be
    values, vectors = np.linalg.eigh((np.array(slopes) + np.array(slopes).T) / 2)
    scale = np.sqrt(d / np.maximum(values, 1 / np.max(evidence.priors.spread) ** 2))
    lower, upper = np.array(_BOUNDS).T
    return [
        np.clip(hyper + sign * k * v, lower, upper) for k, v in zip(scale, vectors.T, strict=True) for sign in (1, -1)
    ]


def _sum(terms: Floats) -> float:
    """A sum that does not depend on the terms' order, to the last bit."""
    return float(np.sort(terms).sum())


def _sum_by(groups: Ints, terms: Floats, n: int) -> Floats:
    """Sums of groups that do not depend on the terms' order, to the last bit."""
    order = np.lexsort((terms, groups))
    sums: Floats = np.bincount(groups[order], terms[order], n).astype(np.float64)
    return sums


def _reported(claims: _Claims, candidates: Floats) -> Floats:
    """The candidates' probabilities; where there are several, given that one of them is right."""
    several = np.bincount(claims.item_of, minlength=claims.n_items) > 1
    total = np.where(several, _sum_by(claims.item_of, candidates, claims.n_items), 1.0)
    scaled: Floats = candidates / total[claims.item_of]
    return scaled


def _truths(frame: pd.DataFrame, claims: _Claims, probability: Floats) -> pd.DataFrame:
    items, values = (frame[name].iloc[claims.candidate_row].reset_index(drop=True) for name in ("item", "value"))
    found = pd.DataFrame({"item": items, "value": values, "probability": np.round(probability, _DIGITS)})
    keys = [(_key(item), -p, _key(value)) for item, value, p in found.itertuples(index=False)]
    return found.iloc[sorted(range(len(keys)), key=keys.__getitem__)].reset_index(drop=True)


def _sources(frame: pd.DataFrame, claims: _Claims, accuracy: Floats, low: Floats, high: Floats) -> pd.DataFrame:
    ids = frame["source_id"].iloc[claims.source_row].reset_index(drop=True)
    found = pd.DataFrame({"source_id": ids})
    for name, column in (("accuracy", accuracy), ("low", low), ("high", high)):
        found[name] = np.round(column, _DIGITS)
    found["n"] = claims.n
    keys = [_key(source_id) for source_id in ids]
    return found.iloc[sorted(range(len(keys)), key=keys.__getitem__)].reset_index(drop=True)


def _key(entry: Any) -> tuple[int, float, str]:
    """For an order of anything: numbers by size, then the rest by how it is written."""
    if isinstance(entry, numbers.Real):
        return 0, float(entry), ""
    if isinstance(entry, frozenset):  # written in another order in every process
        return 1, 0.0, repr(sorted(map(repr, entry)))
    return 1, 0.0, entry if isinstance(entry, str) else repr(entry)
