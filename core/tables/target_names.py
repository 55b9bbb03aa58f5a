"""What columns are called that are asked about: converted, gekauft, 成約; the names alone, in the usual languages."""

from __future__ import annotations

import unicodedata

_NAMES = (
    *(
        "y",
        "target",
        "label",
        "subscribed",
        "converted",
        "conversion",
        "response",
        "responded",
        "outcome",
        "deposit",
    ),
    *("churn", "churned", "exited", "won", "is won", "bought", "purchased", "success", "accepted", "class"),
    *("ziel", "zielvariable", "konvertiert", "gekauft", "kauf", "abschluss", "abgeschlossen", "gewonnen"),
    *("gekundigt", "kundigung", "angenommen", "zusage", "erfolg", "antwort"),
    *(
        "cible",
        "converti",
        "achat",
        "achete",
        "souscrit",
        "souscription",
        "reponse",
        "resiliation",
        "resilie",
    ),
    *("accepte", "gagne", "succes"),
    *(
        "objetivo",
        "convertido",
        "compra",
        "compro",
        "comprado",
        "respuesta",
        "baja",
        "aceptado",
        "ganado",
        "exito",
    ),
    *(
        "contratado",
        "suscrito",
        "alvo",
        "conversao",
        "comprou",
        "resposta",
        "cancelamento",
        "aceito",
        "ganho",
    ),
    *("sucesso", "contratou", "obiettivo", "convertito", "conversione", "acquisto", "acquistato", "risposta"),
    *(
        "abbandono",
        "accettato",
        "vinto",
        "successo",
        "sottoscritto",
        "doel",
        "geconverteerd",
        "conversie",
        "gekocht",
    ),
    *("opgezegd", "geaccepteerd", "cel", "zakup", "kupił", "konwersja", "rezygnacja", "sukces", "wygrana"),
    *("cil", "koupil", "konverze", "hedef", "satın aldı", "dönüşüm", "dönüştü", "satış", "yanıt", "kabul"),
    *("konverterad", "köpt", "svar", "købt", "kjøpt", "solgt"),
    *("цель", "целевая", "купил", "куплено", "покупка", "конверсия", "отклик", "отток", "успех", "согласие"),
    *("성사", "전환", "구매", "해지", "이탈", "목표", "성공"),
    *(
        "成約",
        "成約有無",
        "受注",
        "購入",
        "購入有無",
        "解約",
        "目的変数",
        "契約",
        "契約有無",
        "コンバージョン",
    ),
    *("成交", "是否成交", "购买", "是否购买", "购买了", "转化", "流失", "是否流失", "目标", "赢单"),
)


def _plain(name: str) -> str:
    """A name in small letters without accents, its words apart by a blank."""
    bare = unicodedata.normalize(
        "NFKD", name.strip().casefold().replace("ı", "i").replace("_", " ").replace("-", " ")
    )
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


TARGET_NAMES = tuple(dict.fromkeys(map(_plain, _NAMES)))


def names_target(name: str) -> bool:
    """Whether a column is called like what is asked about."""
    return _plain(name) in TARGET_NAMES


def rank_as_target(name: str) -> int:
    """How usual such a name is; 0 for the most usual one."""
    return TARGET_NAMES.index(_plain(name))
