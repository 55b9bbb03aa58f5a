"""Words that make an answer unsure (pending, probably) or say that there is none yet, in the usual languages."""

from __future__ import annotations

import re
import unicodedata

from core.tables.missing_words import words_meaning


def spelled(value: str) -> str:
    """A value in small letters without accents and signs, words apart by one space: 'Closed-Won ' -> 'closed won'."""
    plain = unicodedata.normalize("NFKD", value.casefold().replace("ı", "i"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))


# what makes an answer unsure: it is asked about, whatever else the value says
_UNSURE = frozenset(
    (
        *(
            "likely",
            "unlikely",
            "probable",
            "probably",
            "perhaps",
            "maybe",
            "possible",
            "possibly",
            "might",
            "could",
        ),
        *(
            "can",
            "should",
            "expected",
            "expecting",
            "expects",
            "verbal",
            "verbally",
            "almost",
            "nearly",
            "soon",
        ),
        *(
            "conditional",
            "conditionally",
            "tentative",
            "tentatively",
            "provisional",
            "provisionally",
            "unconfirmed",
        ),
        *("forecast", "forecasted", "hopefully", "later", "if", "unless", "subject", "becoming", "potential"),
        *("potentially", "presumably", "partially", "awaits", "waits"),
        *("vielleicht", "wahrscheinlich", "vermutlich", "eventuell", "mundlich", "voraussichtlich", "spater"),
        *(
            "vorlaufig",
            "bedingt",
            "probablement",
            "bientot",
            "verbalement",
            "presque",
            "conditionnel",
            "reserve",
        ),
        *("quiza", "quizas", "probablemente", "casi", "pronto", "verbalmente", "posiblemente", "forse"),
        *(
            "probabilmente",
            "quasi",
            "presto",
            "talvez",
            "provavelmente",
            "quase",
            "misschien",
            "waarschijnlijk",
        ),
        *("bijna", "prawdopodobnie", "prawie", "wstepnie"),
        *(spelled(word) for word in words_meaning("to come", "pending")),
    )
)
_RIVALS = r"(?:competitors?|competition|rivals?|mitbewerber|wettbewerber|konkurrenz|concurrents?|competencia)"
_TO_RIVALS = re.compile(rf"\b(?:by|to|with|an|von|par|por|da) (?:\w+ ){{0,2}}{_RIVALS}\b")
_NOT_YET = re.compile(
    r"\b(?:not|noch|pas|aun|todavia|ancora|ainda|nog)\b.*\b(?:yet|nicht|encore|no|non|nao|niet)\b"
    r"|\bnot (?:started|contacted|decided|reached|reachable|called|reviewed|assigned|known|sure|certain|clear|now)\b"
    r"|\bno (?:answer|response|reply|decision|contact|status|reponse|antwort|respuesta|contesta)\b"
    r"|\bno (?:contactado|localizado)\b"
    r"|\bleft (?:a )?message\b|\b(?:follow|call) (?:up|back)\b|\bto do\b|\blost contact\b|\bcontact lost\b"
    r"|\bnicht (?:erreicht|erreichbar|kontaktiert|sicher|entschieden|angetroffen)\b"
    r"|\bkeine? (?:antwort|kontakt|entscheidung|ruckmeldung|reaktion)\b"
    r"|\b(?:pas|non|aucune?|sans|nessuna|sin|sem|nao|niet|geen) (?:de )?(?:joint|contacte|sur|reponse|contact|risposta"
    r"|raggiunto|contattato|sicuro|respuesta|contacto|resposta|contatado|bereikt|gehoor|zeker)\b"
)


def is_unsure(words: str) -> bool:
    """True where words, as `spelled` gives them, hold one that makes a yes or no unsure."""
    return bool(_UNSURE & set(words.split())) or "peut etre" in words


def is_not_yet(words: str) -> bool:
    """True for words that say that the answer is still to come, or that nobody was reached."""
    return _NOT_YET.search(words) is not None


def goes_to_a_rival(words: str) -> bool:
    """True for what was won by, or sold to, a competitor."""
    return _TO_RIVALS.search(words) is not None
