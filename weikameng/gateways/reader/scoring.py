"""How well texts lie in a line: the recogniser's own probabilities, summed over every way to spell
each text (CTC), before it makes up its mind. Loads nothing: the engine hands over what it loaded.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST = 1e-12  # probability: what the recogniser calls impossible costs 28 nats
_NEVER = -1e9
_BLANK = 0

Numbers = NDArray[np.floating]


def weigh(recogniser: Any, line: NDArray[np.uint8], texts: Sequence[str]) -> list[float]:
    """Return for each text how many nats it lies behind the line's best reading, wherever in the
    line it stands; signs the recogniser doesn't know are left out.
    """
    known = recogniser.postprocess_op.dict
    seen = _seen(recogniser, line)
    signs = [[known[sign] for sign in text if sign in known] for text in texts]
    return [round(float(behind), 3) for behind in _behind(seen, signs)]


def _seen(recogniser: Any, line: NDArray[np.uint8]) -> Numbers:
    """The logarithms of the probabilities of every sign, step by step along the line."""
    _, high, wide = recogniser.rec_image_shape
    shape = max(wide / high, line.shape[1] / line.shape[0])
    ready = recogniser.resize_norm_img(line, shape)[np.newaxis].astype(np.float32)
    return np.asarray(np.log(np.maximum(recogniser.session(ready)[0], LEAST)))


def _behind(seen: Numbers, texts: Sequence[Sequence[int]]) -> Numbers:
    """The forward algorithm for all texts at once; before and behind a text the line says what it
    likes best.
    """
    states, skips, ends = _spelled(texts)
    free = np.concatenate([[0.0], np.cumsum(seen.max(axis=1))])
    ways = np.full(states.shape, _NEVER)
    best = np.full(len(texts), _NEVER)
    every = np.arange(len(texts))
    for step, now in enumerate(seen):
        one, two = np.full_like(ways, _NEVER), np.full_like(ways, _NEVER)
        one[:, 1:] = ways[:, :-1]
        two[:, 2:] = np.where(skips[:, 2:], ways[:, :-2], _NEVER)
        ways = np.logaddexp(np.logaddexp(ways, one), two)
        ways[:, :2] = np.maximum(ways[:, :2], free[step])
        ways += now[states]
        whole = np.logaddexp(ways[every, ends], ways[every, np.maximum(ends - 1, 0)])
        best = np.maximum(best, whole - free[step + 1])
    return np.asarray(best)


def _spelled(
    texts: Sequence[Sequence[int]],
) -> tuple[NDArray[np.int_], NDArray[np.bool_], NDArray[np.int_]]:
    """Each text with blanks around its signs, where a blank may be skipped, and its last state."""
    longest = max((len(text) for text in texts), default=0)
    states = np.full((len(texts), 2 * longest + 1), _BLANK)
    for row, text in zip(states, texts, strict=True):
        row[1 : 2 * len(text) : 2] = text
    skips = np.zeros(states.shape, dtype=bool)
    skips[:, 2:] = (states[:, 2:] != _BLANK) & (states[:, 2:] != states[:, :-2])
    return states, skips, np.array([2 * len(text) for text in texts], dtype=int)
