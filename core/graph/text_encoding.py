"""How a column of text becomes a few numbers: its words, weighed and pressed into 32 directions."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import GraphError
from core.graph.column_encoding import LIMIT, MISSING_LEVEL, Matrix, mean_and_scale
from core.record import Record

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

N_DIMENSIONS = 32
N_BUCKETS = 1 << 13  # words and pairs of words share so many places
MAX_KEPT = 4_096  # the most usual places have a direction; rarer ones say nothing
MAX_TEXTS = 50_000  # learned from, spread evenly over the rows given
MIN_TEXTS = 3  # so many of the fitted texts must hold a word


class TextEncoding(Record):
    """One text column and what was learned from the rows it was fitted on.

    Words and pairs of words are hashed (Weinberger et al. 2009), weighed by TF-IDF and projected on the leading
    directions of a truncated singular value decomposition (latent semantic analysis, Deerwester et al. 1990);
    or, where `model` names one, a sentence-transformers model embeds the text and the same projection follows.

    Attributes:
        column: Source column name.
        model: Name or folder of a sentence-transformers model; None: hashed words.
        buckets: Base64 of (K,) little-endian int32: hashed places with a direction. Empty with a model.
        weights: Base64 of (K,) little-endian float32: inverse document frequency. Empty with a model.
        directions: Base64 of (K or embedding size, D) little-endian float32.
        mean, scale: (D,) of the projections of the fitted rows, for standardising.
        has_missing: True: fitted rows have gaps, so "is missing" is an input.
    """

    column: str
    kind: Literal["text"] = "text"
    model: str | None = None
    buckets: str = ""
    weights: str = ""
    directions: str = ""
    mean: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()
    has_missing: bool = False

    @property
    def feature_names(self) -> list[str]:
        """Names of the features this column gives, in order."""
        names = [f"{self.column} (text {i + 1})" for i in range(len(self.mean))]
        return [*names, f"{self.column} = {MISSING_LEVEL}"] if self.has_missing else names

    def transform(self, values: pd.Series, clock: pd.Series | None = None) -> Matrix:
        """The features of this column.

        Args:
            values: (n,) the texts.
            clock: Not used; a text is known with its row.

        Returns:
            (n, len(feature_names)) float64. Hashed words: each row depends on that row alone, bit for bit.
        """
        codes, texts = _distinct(values)
        missing = codes < 0
        out = np.zeros((len(values), len(self.feature_names)))
        if self.mean and len(texts):
            projected = (self._projected(texts) - np.array(self.mean)) / np.array(self.scale)
            out[~missing, : len(self.mean)] = np.clip(projected, -LIMIT, LIMIT)[codes[~missing]]
        if self.has_missing:
            out[missing, -1] = 1.0
        return out

    def _projected(self, texts: list[str]) -> Matrix:
        directions = _floats(self.directions).reshape(-1, len(self.mean))
        if self.model is not None:
            return embedded(self.model, texts) @ directions
        places = np.frombuffer(base64.b64decode(self.buckets), dtype="<i4")
        weights = np.zeros(N_BUCKETS)
        weights[places] = _floats(self.weights)
        wide = np.zeros((N_BUCKETS, len(self.mean)))
        wide[places] = directions
        projected: Matrix = _weighed(_counts(texts), weights) @ wide
        return projected


def fit_text(column: str, values: pd.Series, model: str | None = None) -> TextEncoding:
    """Learns weights and directions from the texts of the rows given, always the same from the same rows.

    Args:
        column: The column's name.
        values: (n,) its texts in rows that may be learned from.
        model: Name or folder of a sentence-transformers model that is on this machine already.

    Raises:
        GraphError: the model, or the package for it, is not there.
    """
    has_missing = bool(values.isna().any())
    if len(values) > MAX_TEXTS:
        values = values.iloc[np.arange(MAX_TEXTS) * len(values) // MAX_TEXTS]
    codes, texts = _distinct(values)
    has_missing = has_missing or bool((codes < 0).any())
    known = codes[codes >= 0]
    if not texts:
        return TextEncoding(column=column, model=model, has_missing=has_missing)
    if model is not None:
        matrix: Any = embedded(model, texts)
        fitted: dict[str, Any] = {"model": model}
    else:
        counts = _counts(texts)
        n_with = np.asarray((counts > 0).astype(np.int64).T @ np.bincount(known, minlength=len(texts)))
        usual = np.argsort(-n_with, kind="stable")[:MAX_KEPT]
        places = np.sort(usual[n_with[usual] >= MIN_TEXTS])
        weights = np.zeros(N_BUCKETS)
        weights[places] = _rounded(np.log((1 + len(known)) / (1 + n_with[places])) + 1)
        matrix = _weighed(counts, weights)[:, places]
        fitted = {"buckets": _packed(places, "<i4"), "weights": _packed(weights[places], "<f4")}
    directions = _directions(matrix[known])
    if directions.shape[1] == 0:
        return TextEncoding(column=column, model=model, has_missing=has_missing)
    projected = np.asarray(matrix @ directions)[known]
    moments = [mean_and_scale(projected[:, i]) for i in range(directions.shape[1])]
    return TextEncoding(
        column=column,
        directions=_packed(directions, "<f4"),
        mean=tuple(mean for mean, _ in moments),
        scale=tuple(scale for _, scale in moments),
        has_missing=has_missing,
        **fitted,
    )


def embedded(model: str, texts: list[str]) -> Matrix:
    """(n, size) sentence embeddings by a model on this machine; nothing is ever downloaded.

    The last bits may depend on which texts are embedded together.

    Raises:
        GraphError: the package or the model is not there.
    """
    vectors = _sentence_model(model).encode(texts, show_progress_bar=False, convert_to_numpy=True)
    return np.asarray(vectors, dtype=np.float64)


@lru_cache(maxsize=1)
def _sentence_model(model: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise GraphError(
            f"Texts cannot be embedded with {model!r}: the package sentence-transformers is not installed",
            action="Install sentence-transformers, or leave the model out to use hashed words",
        ) from error
    try:
        return SentenceTransformer(model, local_files_only=True, device="cpu")
    except (OSError, ValueError) as error:
        raise GraphError(
            f"The text model {model!r} is not on this machine",
            expected="a folder, or a model that was downloaded before; nothing is downloaded here",
            action="Name the folder of a model, or leave the model out to use hashed words",
        ) from error


def _distinct(values: pd.Series) -> tuple[npt.NDArray[np.int64], list[str]]:
    """((n,) place among the different texts, -1 for a gap; the texts)."""
    text = values.astype("str").where(values.notna(), None).str.strip()
    codes, texts = pd.factorize(text.where(text != "", None))
    return codes.astype(np.int64), [str(t) for t in texts]


def _counts(texts: list[str]) -> csr_matrix:
    """(n, N_BUCKETS) how often each hashed word or pair of words stands in each text."""
    from sklearn.feature_extraction.text import HashingVectorizer

    words = HashingVectorizer(
        n_features=N_BUCKETS, ngram_range=(1, 2), alternate_sign=False, norm=None, strip_accents="unicode"
    )
    return words.transform(texts)


def _weighed(counts: csr_matrix, weights: Matrix) -> csr_matrix:
    """Counts times weights, each row scaled to length 1; computed row by row."""
    from sklearn.preprocessing import normalize

    weighed = counts.copy()
    weighed.data = counts.data * weights[counts.indices]
    return normalize(weighed, copy=False)


def _directions(matrix: Any) -> Matrix:
    """(features, D) leading right singular vectors; D = 0 where there is too little to learn from."""
    from sklearn.decomposition import TruncatedSVD

    n = min(N_DIMENSIONS, matrix.shape[0] - 1, matrix.shape[1] - 1)
    if n < 1:
        return np.zeros((matrix.shape[1], 0))
    svd = TruncatedSVD(n_components=n, random_state=0).fit(matrix)
    kept = svd.singular_values_ > 1e-6 * max(float(svd.singular_values_[0]), 1e-12)
    return _rounded(svd.components_[kept].T)


def _rounded(values: npt.NDArray[Any]) -> Matrix:
    """As stored (float32), so that fitting and loading compute with the same numbers."""
    return values.astype(np.float32).astype(np.float64)


def _packed(values: npt.NDArray[Any], dtype: str) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype=dtype).tobytes()).decode("ascii")


def _floats(packed: str) -> Matrix:
    return np.frombuffer(base64.b64decode(packed), dtype="<f4").astype(np.float64)
