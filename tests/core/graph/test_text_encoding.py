"""Texts as numbers: the same each time, row by row, likeness kept; a named model is never fetched."""

from __future__ import annotations

import sys
import types

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from core.errors import GraphError
from core.graph import text_encoding
from core.graph.features import FeatureEncoder
from core.graph.text_encoding import MIN_TEXTS, N_BUCKETS, N_DIMENSIONS, TextEncoding, embedded, fit_text

GOOD = [
    "very happy with the offer",
    " wants to sign",
    "great call",
    "looking forward to it",
    "happy to meet again",
]
BAD = [
    "angry about the price",
    "never call again",
    "complained a lot",
    "not interested at all",
    "angry and rude",
]


def notes(n: int = 300, seed: int = 0) -> tuple[pd.Series, np.ndarray]:
    rng = np.random.default_rng(seed)
    is_good = rng.random(n) < 0.5
    texts = [" ".join(rng.choice(GOOD if good else BAD, 2)) for good in is_good]
    return pd.Series(texts, dtype="str"), is_good


def test_equals_sklearns_latent_semantic_analysis() -> None:
    texts, _ = notes()
    found = fit_text("notes", texts).transform(texts)
    counts = HashingVectorizer(
        n_features=N_BUCKETS, ngram_range=(1, 2), alternate_sign=False, norm=None, strip_accents="unicode"
    ).transform(texts)
    usual = np.asarray((counts > 0).sum(axis=0)).ravel() >= MIN_TEXTS
    weighed = TfidfTransformer().fit_transform(counts[:, usual])
    svd = TruncatedSVD(n_components=N_DIMENSIONS, random_state=0).fit_transform(weighed)
    truth = (svd - svd.mean(axis=0)) / svd.std(axis=0)
    assert found.shape == (300, N_DIMENSIONS)
    signs = np.sign((found * truth).sum(axis=0))
    assert np.abs(found - truth * signs).max() < 1e-3  # directions are stored as float32


def test_tells_good_calls_from_bad_ones() -> None:
    texts, is_good = notes()
    encoding = fit_text("notes", texts)
    later, later_good = notes(200, seed=1)
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression().fit(encoding.transform(texts), is_good)
    assert model.score(encoding.transform(later), later_good) > 0.95


def test_the_same_each_time_and_row_by_row() -> None:
    texts, _ = notes()
    one, other = fit_text("notes", texts), fit_text("notes", texts.copy())
    assert one == other
    again = TextEncoding.model_validate_json(one.model_dump_json())
    whole = one.transform(texts)
    assert np.array_equal(whole, again.transform(texts))
    some = texts.iloc[[7, 3, 3, 250]]
    assert np.array_equal(one.transform(some), whole[[7, 3, 3, 250]])


def test_gaps_and_unknown_words() -> None:
    texts, _ = notes(50)
    texts.iloc[[0, 4]] = [None, "   "]
    encoding = fit_text("notes", texts)
    assert encoding.feature_names[-1] == "notes = missing"
    assert encoding.feature_names[0] == "notes (text 1)"
    out = encoding.transform(pd.Series([None, "xyzzy", "happy"], dtype="str"))
    assert out[:, -1].tolist() == [1.0, 0.0, 0.0]
    assert not out[0, :-1].any() and np.isfinite(out).all()


@pytest.mark.parametrize("texts", [[], [None, None], ["a"], ["the", "the"], ["x y", "z w", "q r"]])
def test_too_little_to_learn_from(texts: list[str | None]) -> None:
    values = pd.Series(texts, dtype="str")
    encoding = fit_text("notes", values)
    out = encoding.transform(values)
    assert out.shape == (len(texts), len(encoding.feature_names))
    assert np.isfinite(out).all()


def test_is_a_column_of_an_encoder() -> None:
    texts, _ = notes(60)
    encoder = FeatureEncoder(columns=(fit_text("notes", texts),))
    stored = FeatureEncoder.from_json(encoder.to_json())
    x = stored.transform(pd.DataFrame({"notes": texts}))
    assert x.dtype == np.float32 and x.shape == (60, len(encoder.feature_names))
    assert set(encoder.feature_columns) == {"notes"}


def test_a_model_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    text_encoding._sentence_model.cache_clear()
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(GraphError, match="not installed"):
        fit_text("notes", pd.Series(["a b"]), model="some-model")


def test_a_model_is_read_from_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the package records how it is asked: only for files that are there."""
    asked: list[dict[str, object]] = []

    class SentenceTransformer:
        """Embeds a text as its length and its number of words."""

        def __init__(self, name: str, **options: object) -> None:
            asked.append(options)
            if name == "not-here":
                raise OSError("no such files")

        def encode(self, texts: list[str], **_: object) -> np.ndarray:
            return np.array([[len(t), t.count(" ") + 1, t.count("e")] for t in texts], dtype=np.float32)

    package = types.ModuleType("sentence_transformers")
    package.SentenceTransformer = SentenceTransformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    text_encoding._sentence_model.cache_clear()
    with pytest.raises(GraphError, match="not on this machine"):
        embedded("not-here", ["a"])
    texts, _ = notes(80)
    encoding = fit_text("notes", texts, model="here")
    assert encoding.model == "here" and encoding.buckets == ""
    out = encoding.transform(texts)
    assert out.shape == (80, 2) and np.allclose(out.std(axis=0), 1)
    assert all(options["local_files_only"] is True for options in asked)
    text_encoding._sentence_model.cache_clear()
