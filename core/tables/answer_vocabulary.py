"""The words, ticks and stage names by which values say yes, no or not yet, in the usual languages and CRMs."""

from __future__ import annotations

YES_WORDS = ("yes", "y", "true", "t", "1", "ja", "j", "si", "sí", "sì", "oui", "o", "sim", "s", "converted")
NO_WORDS = (
    *("no", "n", "false", "f", "0", "nein", "non", "nao", "não", "nie", "nee", "net", "hayir", "iie", "нет"),
    *("hayır", "ei", "nem", "όχι", "tidak", "không"),
    *(
        "いいえ",
        "否",
        "нету",
        "немає",
        "yok",
        "無",
        "无",
        "無し",
        "なし",
        "没有",
        "沒有",
        "없음",
        "아니오",
        "아니요",
        "لا",
    ),
)
OTHER_YES = (
    *(
        "da",
        "tak",
        "evet",
        "hai",
        "да",
        "はい",
        "是",
        "var",
        "есть",
        "有",
        "あり",
        "有り",
        "있음",
        "예",
        "네",
        "نعم",
    ),
    *("igen", "kyllä", "ναι"),
)
TICKS: dict[str, bool] = {**dict.fromkeys("✓✔☑✅√", True), **dict.fromkeys("✗✘✕✖❌", False)}


# Whole values, letters and digits only; run-together forms are how HubSpot writes its stages inside.
WHOLE_YES = (
    *("closedwon", "closewon", "dealwon", "iswon", "contractsigned", "成約", "受注", "赢单", "成交"),
    *("выиграна", "выиграно", "успешно"),
)
WHOLE_NO = ("closedlost", "closelost", "deallost", "失注", "输单", "проиграна", "проиграно", "отказ")
WHOLE_STAGE = (
    *("appointmentscheduled", "qualifiedtobuy", "presentationscheduled", "decisionmakerboughtin"),
    *("contractsent", "proposal price quote", "商談中", "в работе"),
)
YES_TOKENS = (
    *("won", "win", "gewonnen", "gagne", "gagnee", "ganado", "ganada", "vinto", "vinta", "ganho", "ganha"),
    *("wygrana", "wygrano", "signed", "sold", "converted", "subscribed", "success", "successful", "accepted"),
    *("bought", "purchased", "renewed", "erfolgreich", "unterschrieben", "verkauft", "gekauft", "angenommen"),
    *("signe", "vendu", "accepte", "converti", "firmado", "vendido", "aceptado", "convertido", "approved"),
)
NO_TOKENS = (
    *("lost", "lose", "verloren", "perdu", "perdue", "perdido", "perdida", "perso", "persa", "przegrana"),
    *("przegrano", "przegrane", "rejected", "declined", "refused", "denied", "dead", "junk", "spam"),
    *("disqualified", "unqualified", "abandoned", "withdrawn", "failed", "failure", "unsuccessful"),
    *(
        "unsubscribed",
        "abgelehnt",
        "absage",
        "abgesagt",
        "disqualifiziert",
        "refuse",
        "abandonne",
        "disqualifie",
    ),
    *(
        "rechazado",
        "rechazada",
        "descartado",
        "descartada",
        "rifiutato",
        "rifiutata",
        "recusado",
        "disqualificato",
    ),
)
STAGE_TOKENS = (
    *(
        "prospecting",
        "subscriber",
        "prospect",
        "prospects",
        "qualification",
        "qualified",
        "qualifying",
        "qualify",
    ),
    *(
        "negotiation",
        "negotiations",
        "negotiating",
        "negotiate",
        "engaging",
        "engaged",
        "engagement",
        "proposal",
    ),
    *("proposed", "proposition", "quote", "quoted", "quotation", "demo", "discovery", "analysis", "decision"),
    *(
        "review",
        "evaluation",
        "evaluating",
        "presentation",
        "meeting",
        "appointment",
        "scheduled",
        "contacted",
    ),
    *(
        "contacting",
        "connecting",
        "connected",
        "nurturing",
        "nurture",
        "working",
        "new",
        "open",
        "opened",
        "lead",
    ),
    *("mql", "sql", "sal", "opportunity", "draft", "submitted", "sent", "shortlisted", "shortlist", "trial"),
    *("poc", "pilot", "followup", "callback", "todo", "started", "interested", "identified", "assessment"),
    *(
        "verhandlung",
        "angebot",
        "qualifizierung",
        "qualifiziert",
        "neu",
        "kontaktiert",
        "termin",
        "erstkontakt",
    ),
    *("interessent", "bedarfsanalyse", "ouvert", "ouverte", "negociation", "prospection", "nouveau", "devis"),
    *(
        "qualifie",
        "contacte",
        "abierto",
        "abierta",
        "negociacion",
        "nuevo",
        "nueva",
        "propuesta",
        "prospeccion",
    ),
    *("calificacion", "calificado", "cualificado", "contactado", "aperto", "aperta", "trattativa", "nuovo"),
    *("proposta", "qualificato", "contattato", "aberto", "aberta", "negociacao", "qualificacao", "otwarte"),
    *(
        "negocjacje",
        "oferta",
        "onderhandeling",
        "offerte",
        "nieuw",
        "committed",
        "commit",
        "upside",
        "verbal",
    ),
)
EVENT_TOKENS = (
    *("churn", "churned", "attrited", "exited", "cancelled", "canceled", "terminated", "lapsed", "defaulted"),
    *("default", "expired", "left", "gekundigt", "storniert", "resilie", "cancelado", "cancelada", "annule"),
    "inactive",
)
STAYS_TOKENS = (
    "active",
    "existing",
    "retained",
    "current",
    "stayed",
    "aktiv",
    "actif",
    "active",
    "activo",
    "attivo",
)
