"""The words of the relational demo bank: made-up names, job titles, and what is noted down after a call."""

from __future__ import annotations

from itertools import product

INDUSTRIES = (  # name, words that its companies carry in theirs
    ("Food", ("Foods", "Mills")),
    ("Machinery", ("Machines", "Gearworks")),
    ("Logistics", ("Freight", "Cargo")),
    ("Software", ("Software", "Data")),
    ("Construction", ("Builders", "Roofing")),
    ("Chemicals", ("Chemicals", "Coatings")),
    ("Health", ("Clinics", "Labs")),
    ("Retail", ("Stores", "Traders")),
    ("Energy", ("Power", "Solar")),
    ("Textiles", ("Weaving", "Fabrics")),
)
FORMS = ("GmbH", "AG", "Ltd", "& Sons", "& Cie", "SE", "Group", "KG")
_COMPANY_PARTS = (
    (
        *("Bran", "Kel", "Düs", "Mor", "Söl", "Tren", "Vas", "Wil", "Zan", "Ör", "Lum", "Fer"),
        *("Gal", "Hal", "Jas", "Cor", "Del", "Eld", "Nor", "Pell", "Quin", "Ros", "Stav", "Tol"),
    ),
    (
        *("da", "en", "i", "o", "un", "er", "a", "el", "or", "in", "u", "am", "es", "is", "on", "ul"),
        *("ab", "eb", "ib", "ob", "ez", "iz", "oz", "ak", "ek", "ik", "ok", "ev", "iv", "ov", "ut"),
    ),
    (
        *("berg", "dorn", "feld", "gard", "hof", "keld", "lund", "mark", "nes", "quist", "rath", "stedt"),
        *("tal", "vik", "wald", "win", "zell", "'Arbre", "bo", "cken", "dale", "ford", "grün", "haus"),
    ),
)
COMPANY_ROOTS = tuple(dict.fromkeys("".join(parts) for parts in product(*_COMPANY_PARTS)))
TOWNS = tuple(
    before + first + last
    for before, first, last in product(
        ("", "Neu-", "Alt-", "Bad "),
        (
            *(
                "Alder",
                "Birken",
                "Crest",
                "Dorn",
                "Eschen",
                "Farn",
                "Glas",
                "Hasel",
                "Iris",
                "Jung",
                "Kiefern",
            ),
            *("Linden", "Mühl", "Nuss", "Otter", "Pappel", "Quell", "Reh", "Salz", "Tann", "Ulmen", "Vogel"),
            *("Weiden", "Zedern", "Ahorn", "Buchen", "Dachs", "Erlen", "Fuchs", "Grün"),
        ),
        (
            *("au", "bach", "berg", "bronn", "brück", "burg", "dorf", "eck", "feld", "furt", "hafen", "hain"),
            *("heim", "hofen", "holm", "ing", "kirch", "lingen", "moor", "münde", "ried", "rode", "see"),
            *("stadt", "stein", "tal", "wald", "weiler", "werder", "wiek"),
        ),
    )
)
FIRST_NAMES = (
    *("Ada", "Anouk", "Ásta", "Bela", "Björn", "Carla", "Cem", "Chloé", "Dario", "Elif", "Enzo", "Fenja"),
    *("Fynn", "Greta", "Hakan", "Helene", "Ida", "Ivo", "Jana", "Jörg", "Jürgen", "Käthe", "Lars", "Leïla"),
    *("Luca", "Mara", "Milan", "Mina", "Nael", "Nora", "Olga", "Oskar", "Paula", "Pavel", "Quentin", "René"),
    *("Rosa", "Samir", "Sören", "Tara", "Thea", "Uma", "Urs", "Vera", "Viktor", "Wanda", "Yara", "Zoë"),
)
_LAST_PARTS = (
    (
        *(
            "Al",
            "Bö",
            "Cra",
            "D'A",
            "Ei",
            "Fa",
            "Grü",
            "Hol",
            "Il",
            "Jan",
            "Kö",
            "Lin",
            "McA",
            "Ny",
            "O'B",
            "Pe",
        ),
        *("Qua", "Ra", "Schwe", "Thu", "Ul", "Vö", "Wa", "Ze"),
    ),
    (
        *(
            "mar",
            "ber",
            "len",
            "rin",
            "sel",
            "tor",
            "van",
            "wick",
            "zan",
            "den",
            "ger",
            "ker",
            "lo",
            "mi",
            "ne",
        ),
        *("ström", "ski", "well", "ow", "ard"),
    ),
)
LAST_NAMES = tuple("".join(parts) for parts in product(*_LAST_PARTS))
REGIONS = ("North", "East", "South", "West", "Coast")
TECHNOLOGIES = (
    "CRM",
    "ERP",
    "Payroll",
    "Web shop",
    "Data warehouse",
    "Treasury",
    "Help desk",
    "Cash register",
)

DEPARTMENTS = ("Finance", "IT", "Operations", "Sales", "Human Resources", "Purchasing")
TITLES = (  # by department, then by level: two ways to write the same thing
    (
        ("Accounting Assistant", "Junior Accountant"),
        ("Accountant", "Financial Analyst"),
        ("Finance Manager", "Treasury Manager"),
        ("Head of Finance", "Director of Finance"),
        ("CFO", "Chief Financial Officer"),
    ),
    (
        ("IT Assistant", "Junior Developer"),
        ("Systems Engineer", "IT Specialist"),
        ("IT Manager", "Project Manager IT"),
        ("Head of IT", "Director of IT"),
        ("CTO", "Chief Information Officer"),
    ),
    (
        ("Operations Assistant", "Junior Planner"),
        ("Production Planner", "Operations Specialist"),
        ("Operations Manager", "Plant Manager"),
        ("Head of Operations", "Director of Operations"),
        ("COO", "Chief Operating Officer"),
    ),
    (
        ("Sales Assistant", "Junior Sales Representative"),
        ("Sales Representative", "Account Executive"),
        ("Sales Manager", "Regional Sales Manager"),
        ("Head of Sales", "Director of Sales"),
        ("CSO", "Chief Sales Officer"),
    ),
    (
        ("HR Assistant", "Junior Recruiter"),
        ("Recruiter", "HR Specialist"),
        ("HR Manager", "Payroll Manager"),
        ("Head of Human Resources", "Director of People"),
        ("CHRO", "Chief People Officer"),
    ),
    (
        ("Purchasing Assistant", "Junior Buyer"),
        ("Buyer", "Procurement Specialist"),
        ("Purchasing Manager", "Supply Manager"),
        ("Head of Purchasing", "Director of Procurement"),
        ("CPO", "Chief Procurement Officer"),
    ),
)
PRODUCTS = (  # name, category, monthly fee in euros; one for each department, then two for everybody
    ("Cash pooling", "payments", 90),
    ("Payment interface", "payments", 60),
    ("Machine leasing", "credit", 140),
    ("Factoring", "credit", 110),
    ("Payroll service", "payments", 45),
    ("Supplier credit", "credit", 80),
    ("Business account", "account", 20),
    ("Currency hedge", "treasury", 150),
)

KINDS = ("call", "meeting", "email", "web")
SPOKEN = 2  # the first kinds are spoken: what is noted after them is what the contact felt
_OPENERS = (
    ("Called about", "Short call on", "Phone call; subject", "Rang back about"),
    ("Met on", "Meeting about", "On site; subject", "Video meeting on"),
    ("Wrote about", "Email on", "Answered an email on", "Sent papers on"),
)
_PHRASES = (  # against, neither, for
    (
        "annoyed about the fees",
        "disappointed by the service",
        "thinks the offer is too expensive",
        "sceptical and wants no further calls",
        "frustrated with the last answer",
        "not convinced at all",
    ),
    (
        "asked for the usual papers",
        "will call back some day",
        "took note of it",
        "talked about holidays mostly",
        "confirmed the address",
        "had no time to talk",
    ),
    (
        "delighted with the proposal",
        "keen to hear the next steps",
        "very interested and asked for terms",
        "impressed by the demonstration",
        "pleased with the support",
        "enthusiastic about it",
    ),
)
_PEER_REMARKS = (
    "",
    "; a firm of the same trade in town told them about us",
    "; heard that a competitor nearby signed with us",
)
_WEB = ("Visited the page on", "Downloaded the leaflet on", "Used the calculator for", "Read the terms of")
N_OPENERS, N_PHRASES, N_REMARKS = 4, 6, len(_PEER_REMARKS)


def all_texts() -> list[str]:
    """Every note there can be, in the order that `text_number` counts in; after them the visits of the web pages."""
    notes = [
        f"{opener} {name.lower()}: {phrase}{remark}"
        for openers in _OPENERS
        for opener, phrases, name, remark in product(
            openers, _PHRASES, [p[0] for p in PRODUCTS], _PEER_REMARKS
        )
        for phrase in phrases
    ]
    return notes + [f"{opener} {name.lower()}" for opener in _WEB for name, _, _ in PRODUCTS]


def phrase_sides() -> dict[str, int]:
    """What each phrase of a note was made up to mean: 1 for, 0 neither, -1 against."""
    return {phrase: side - 1 for side, phrases in enumerate(_PHRASES) for phrase in phrases}
