"""How a note sounds: for, against or neither, from plain English and German words, with negation heard.

A small lexicon, not a model: every judgement can be traced to the words that made it. Notes in other languages, and
notes without any of these words, sound like neither.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

LANGUAGES = ("English", "German")
_FOR = (  # stems: a word counts when it begins with one
    "agreed", "agrees", "approv", "appreciat", "convinc", "curious", "delight", "eager", "enjoy",
    "enthusias", "excellent", "excited", "fantastic", "favour", "favor", "glad", "grateful", "happy",
    "helpful", "impress", "interested", "keen", "loved", "loves", "perfect", "pleas", "positiv", "praise",
    "promising", "recommend", "satisf", "smooth", "superb", "thank", "thrilled", "welcom", "wonderful",
    # German
    "angetan", "beeindruck", "befürwort", "begeister", "dankbar", "einverstanden", "empfehl", "empfiehl",
    "erfreu", "freut", "gefällt", "gerne", "großartig", "hervorragend", "hilfreich", "interessiert",
    "lobt", "neugierig", "überzeugt", "vertrau", "vielversprechend", "wunderbar", "zufrieden", "zugesagt",
    "zustimm",
)  # fmt: skip
_AGAINST = (
    "angry", "annoy", "awful", "complain", "confus", "costly", "critici", "declin", "delay", "disagree",
    "disappoint", "dislike", "dissatisf", "doubt", "expensive", "fail", "frustrat", "furious", "hate",
    "hesita", "irritat", "mistake", "overpriced", "poor", "problem", "reject", "refus", "sceptic",
    "skeptic", "slow", "terribl", "unclear", "unhappy", "unconvinced", "unimpressed", "uninterested",
    "unsatisf", "unsure", "upset", "worried", "worry", "worse", "worst",
    # German
    "ablehn", "abgelehnt", "absage", "ärger", "aufgebracht", "bedenken", "beschwer", "besorgt",
    "desinteress", "enttäusch", "fehler", "frustriert", "gekündigt", "genervt", "kündig", "langsam",
    "mangelhaft", "schlecht", "skeptisch", "sorge", "teuer", "unklar", "unzufrieden", "verärgert",
    "wütend", "zweifel", "zögert",
)  # fmt: skip
_PLAIN = {  # whole words: longer ones that begin alike mean something else (super, supervisor)
    **dict.fromkeys(("good", "great", "confident", "love", "trust", "trusts", "pleasure", "gut", "gern"), 1),
    **dict.fromkeys(("prima", "super", "toll"), 1),
    **dict.fromkeys(("bad", "concerned", "concerns", "lost", "rude", "waste", "wrong"), -1),
    **dict.fromkeys(("please", "favourite", "favorite"), 0),
}
_NOT = {
    *(
        "not",
        "no",
        "never",
        "nobody",
        "nothing",
        "without",
        "hardly",
        "neither",
        "nor",
        "cannot",
        "lacks",
        "lack",
    ),
    *(
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "keinem",
        "nie",
        "niemals",
        "ohne",
        "kaum",
        "weder",
        "noch",
    ),
}
_REACH = 3  # words before a judgement in which a "not" turns it round
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_STOP = re.compile(r"[.;:!?,()\n]|\b(?:but|however|aber|doch|although|obwohl)\b", re.IGNORECASE)


def sentiment(texts: pd.Series) -> npt.NDArray[np.int8]:
    """How each note sounds.

    Args:
        texts: (n,) notes; missing ones sound like neither.

    Returns:
        (n,) int8: 1 for, -1 against, 0 neither (no such word, or as many for as against).
    """
    filled = texts.astype("string").fillna("")
    codes, different = pd.factorize(filled)
    sides = np.array([_side(str(text)) for text in different], dtype=np.int8)
    return sides[codes] if len(different) else np.zeros(len(filled), dtype=np.int8)


def _side(text: str) -> int:
    return int(np.sign(sum(_clause(clause) for clause in _STOP.split(text))))


def _clause(clause: str) -> int:
    """The judgements of one clause added up; a "not" a few words before one turns it round."""
    words = [word.casefold() for word in _WORD.findall(clause)]
    total = 0
    for place, word in enumerate(words):
        judged = _judged(word)
        if judged:
            before = words[max(0, place - _REACH) : place]
            denied = any(one in _NOT or one.endswith(("n't", "n’t")) for one in before)
            total += -judged if denied else judged
    return total


def _judged(word: str) -> int:
    if word in _PLAIN:
        return _PLAIN[word]
    if word.startswith(_AGAINST):
        return -1
    return 1 if word.startswith(_FOR) else 0
