"""Names of companies and people, domains and phone numbers, written so that the same ones are the same text."""

from __future__ import annotations

import re
import unicodedata

# Legal forms at the end of a name say nothing on who it is. "Holding" or "Group" do: they are other firms.
LEGAL_FORMS = frozenset(
    (
        *(
            "ab",
            "ag",
            "aps",
            "as",
            "asa",
            "bv",
            "bvba",
            "co",
            "company",
            "corp",
            "corporation",
            "cv",
            "doo",
            "eg",
        ),
        *(
            "ek",
            "eood",
            "ev",
            "gbr",
            "gesmbh",
            "ggmbh",
            "gmbh",
            "inc",
            "incorporated",
            "kft",
            "kg",
            "kgaa",
            "kk",
        ),
        *(
            "lda",
            "limited",
            "llc",
            "llp",
            "lp",
            "ltd",
            "ltda",
            "mbh",
            "nv",
            "ohg",
            "oy",
            "oyj",
            "plc",
            "pte",
            "pty",
        ),
        *(
            "pvt",
            "sa",
            "sarl",
            "sas",
            "sasu",
            "sca",
            "scs",
            "se",
            "sl",
            "slu",
            "snc",
            "sp",
            "spa",
            "spzoo",
            "srl",
            "sro",
        ),
        *("ug", "zoo"),
    )
)
_FILLERS = frozenset(("the", "and", "und", "et", "y", "u", "e"))
# Accounts at these belong to people, not to the company of the same domain.
SHARED_DOMAINS = frozenset(
    (
        *("aol.com", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net", "googlemail.com"),
        *("hotmail.com", "icloud.com", "live.com", "mail.com", "mail.ru", "me.com", "msn.com", "outlook.com"),
        *(
            "posteo.de",
            "proton.me",
            "protonmail.com",
            "qq.com",
            "t-online.de",
            "web.de",
            "yahoo.com",
            "yandex.ru",
        ),
        *("163.com", "facebook.com", "linkedin.com", "orange.fr", "free.fr", "laposte.net", "libero.it"),
    )
)
_TITLES = frozenset(
    ("dr", "prof", "mr", "mrs", "ms", "miss", "herr", "frau", "dipl", "ing", "mba", "phd", "jr", "sr")
)
_OTHER_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


def folded(text: str) -> str:
    """Lower case without accents: "Müller", "Mueller" and "MULLER" are "muller"."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_OTHER_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def company_name(text: str) -> str:
    """A company's name without its legal form: "Müller & Söhne GmbH & Co. KG" is "muller sohne".

    A name that is nothing but legal forms stays; one in another script keeps its letters.
    """
    return " ".join(_name_and_form(text)[0])


def legal_form(text: str) -> str:
    """The legal form that ends a company's name: "gmbh co kg"; "" where it says none."""
    return " ".join(_name_and_form(text)[1])


def _name_and_form(text: str) -> tuple[list[str], list[str]]:
    parts = _parts(text)
    parts = [part for part in parts if part not in _FILLERS] or parts
    end = len(parts)
    while end > 1 and parts[end - 1] in LEGAL_FORMS:
        end -= 1
    return parts[:end], parts[end:]


def person_name(text: str) -> str:
    """A person's name without titles, its parts in alphabetical order: "Dr. Weiß, Anna" is "anna weiss"."""
    parts = _parts(text)
    return " ".join(sorted([part for part in parts if part not in _TITLES] or parts))


def domain_name(text: str) -> str:
    """The domain of a web address, of a mail address or of a domain; "" where there is none of its own."""
    text = text.strip().lower()
    text = text.rpartition("@")[2] if "@" in text and "/" not in text.partition("@")[0] else text
    text = re.sub(r"^[a-z]+://", "", text)
    text = re.split(r"[/?#:]", text)[0].removeprefix("www.").strip(".")
    return "" if "." not in text or " " in text or text in SHARED_DOMAINS else text


def mail_address(text: str) -> str:
    """A mail address without what mail servers ignore; "" where it is none."""
    text = text.strip().lower()
    name, at, domain = text.rpartition("@")
    name = name.partition("+")[0]
    return f"{name}@{domain}" if at and name and "." in domain and " " not in text else ""


def phone_number(text: str) -> str:
    """The last nine digits, the same with and without a country's prefix; "" for less than seven."""
    digits = re.sub(r"\D", "", text)
    return digits[-9:] if len(digits) >= 7 else ""


def _parts(text: str) -> list[str]:
    """The words of a name; letters that stand alone beside each other are one word: S.A. and "S A" are "sa"."""
    spaced = " ".join(part for part in re.split(r"[\W_]+", folded(text)) if part)
    return re.sub(r"(?<=\b[^\W\d]) (?=[^\W\d]\b)", "", spaced).split()
