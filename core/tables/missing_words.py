"""Words that stand for no value, by language and by what they mean, and signs and words of computers that do so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Means = Literal["missing", "unknown", "not applicable", "none", "to come", "pending"]

# what databases and spreadsheets write into an empty cell: it is read as one
OF_COMPUTERS = (
    "na", "n/a", "#n/a", "nan", "null", "<na>", "nat", "\\n", "#null!", "#value!", "#ref!", "#div/0!",
)  # fmt: skip
# written like them and the names of people, or codes of their own: pandas writes NaT, R and databases NA
NAMES_TOO = ("Na", "Nan", "Nat", "nat", "NAT")
SIGNS = ("-", "--", "?", ".")

# "missing": nobody filled it in; "unknown": nobody knows (within a longer text as well); "none": there is none, which
# may be an answer; "to come": it will be filled in; "pending": something is still going on
WORDS: dict[str, dict[Means, tuple[str, ...]]] = {
    "English": {
        "missing": (
            *("missing", "blank", "empty", "select", "please select", "select one", "select an option", "choose"),
            *("please choose", "not available", "not specified", "not provided", "not stated", "not given", "not set"),
            *("not entered", "not recorded", "not disclosed", "not assigned", "not defined", "not filled"),
            *("not mentioned", "no data", "no value", "no entry", "no information", "no info", "none given"),
            *("none provided", "none specified", "prefer not to say", "unspecified", "unassigned", "undefined"),
            *("undisclosed", "placeholder", "n.a.", "n.a", "n. a.", "n/k", "n/v", "n/d", "n.d.", "nil"),
        ),
        "unknown": (
            *("unknown", "unk", "unkn", "not known", "don't know", "do not know", "dont know", "undetermined"),
        ),
        "not applicable": ("not applicable", "inapplicable", "does not apply"),
        "none": ("none", "nothing"),
        "to come": (
            *("tbd", "tba", "tbc", "t.b.d.", "to be determined", "to be defined", "to be confirmed"),
            *("to be announced",),
        ),
        "pending": (
            *("pending", "undecided", "waiting", "awaiting", "hold", "onhold", "paused", "voicemail", "progress"),
            *("inprogress", "ongoing", "processing", "process"),
        ),
    },
    "German": {
        "missing": (
            *("fehlt", "leer", "keine angabe", "keine angaben", "ohne angabe", "nicht angegeben", "k.a.", "k. a."),
            *("k.a", "o.a.", "bitte wählen", "keine daten", "keine auswahl", "nicht verfügbar", "nicht erfasst"),
            *("nicht hinterlegt", "nicht vorhanden", "kein eintrag", "n.v."),
        ),
        "unknown": ("unbekannt", "nicht bekannt", "weiß nicht"),
        "not applicable": ("entfällt", "nicht zutreffend", "trifft nicht zu", "nicht anwendbar"),
        "none": ("keine", "keiner", "keines", "kein"),
        "to come": ("wird nachgereicht", "folgt noch"),
        "pending": ("ausstehend", "offen", "wartend", "unentschieden", "bearbeitung", "pausiert", "zurückgestellt"),
    },
    "French": {
        "missing": (
            *("vide", "non renseigné", "non renseignée", "non renseigne", "non spécifié", "non précisé", "non fourni"),
            *("non disponible", "non communiqué", "pas de données", "sans réponse", "à choisir", "choisir", "n.r."),
            *("non indiqué", "aucune donnée"),
        ),
        "unknown": ("inconnu", "inconnue", "ne sait pas"),
        "not applicable": ("sans objet", "non applicable"),
        "none": ("aucun", "aucune", "néant"),
        "to come": ("à définir", "à déterminer", "à confirmer"),
        "pending": ("attente", "cours"),
    },
    "Spanish": {
        "missing": (
            *("vacío", "no especificado", "sin especificar", "sin datos", "sin dato", "sin información", "s/d", "s.d."),
            *("no disponible", "no informado", "no indicado", "no consta", "sin definir", "seleccionar", "seleccione"),
        ),
        "unknown": ("desconocido", "desconocida", "se desconoce", "no sabe"),
        "not applicable": ("no aplica", "no procede", "no corresponde"),
        "none": ("ninguno", "ninguna", "nada"),
        "to come": ("por definir", "por determinar", "por confirmar"),
        "pending": ("pendiente", "proceso", "curso"),
    },
    "Portuguese": {
        "missing": (
            *("vazio", "não informado", "nao informado", "não especificado", "sem dados", "sem informação", "sem info"),
            *("não disponível", "não preenchido", "não consta", "não definido", "selecione", "não declarado"),
        ),
        "unknown": ("desconhecido", "desconhecida", "não sabe"),
        "not applicable": ("não se aplica", "não aplicável"),
        "none": ("nenhum", "nenhuma"),
        "to come": ("a definir", "a confirmar"),
        "pending": ("pendente", "andamento"),
    },
    "Italian": {
        "missing": (
            *("vuoto", "non specificato", "non disponibile", "non indicato", "non fornito", "non pervenuto"),
            *("nessun dato", "dato mancante", "mancante", "non dichiarato", "seleziona"),
        ),
        "unknown": ("sconosciuto", "sconosciuta", "non noto", "ignoto", "non so"),
        "not applicable": ("non applicabile",),
        "none": ("nessuno", "nessuna"),
        "to come": ("da definire", "da confermare"),
        "pending": ("attesa", "corso"),
    },
    "Dutch": {
        "missing": (
            *("leeg", "niet opgegeven", "niet ingevuld", "niet beschikbaar", "geen gegevens", "geen opgave", "n.v.t"),
            *("ontbreekt", "kies", "maak een keuze", "niet gespecificeerd"),
        ),
        "unknown": ("onbekend", "niet bekend", "weet niet"),
        "not applicable": ("niet van toepassing", "n.v.t.", "nvt"),
        "none": ("geen", "niets"),
        "to come": ("nog te bepalen", "n.t.b."),
        "pending": ("behandeling", "afwachting"),
    },
    "Swedish, Norwegian and Danish": {
        "missing": (
            *("saknas", "uppgift saknas", "ej angivet", "ej angiven", "ej ifylld", "inte angivet", "mangler"),
            *("ikke oppgitt", "ikke angivet", "ikke angitt", "ingen data", "ikke tilgjengelig", "välj"),
        ),
        "unknown": ("okänd", "okänt", "ukjent", "ukendt", "vet ej", "vet ikke"),
        "not applicable": ("ej tillämpligt", "ej aktuellt", "ikke relevant", "ikke aktuelt"),
        "none": ("ingen", "inget", "inga"),
        "to come": ("ej klart", "inte klart", "ikke avklaret", "ikke avklart"),
        "pending": ("väntar", "pågående", "afventer", "venter"),
    },
    "Polish": {
        "missing": (
            *("brak danych", "brak informacji", "nie podano", "nieokreślone", "nieokreślony", "nie określono", "puste"),
            *("niedostępne", "nie wybrano", "wybierz", "b/d", "b.d.", "nie wskazano"),
        ),
        "unknown": ("nieznane", "nieznany", "nieznana", "nie wiadomo", "nie wiem"),
        "not applicable": ("nie dotyczy", "nd.", "n.d"),
        "none": ("brak", "żaden"),
        "to come": ("do ustalenia", "do uzupełnienia"),
        "pending": ("oczekuje", "oczekujące", "toku", "trakcie"),
    },
    "Czech and Slovak": {
        "missing": (
            *("neuvedeno", "neuvedené", "nezadáno", "nezadané", "nevyplněno", "nevyplnené", "není", "není uvedeno"),
            *("chybí", "chýba", "prázdné", "prázdne", "nespecifikováno", "bez údajů", "bez údajov", "vyberte"),
            *("bez údaje",),
        ),
        "unknown": ("neznámé", "neznámý", "neznámá", "nezjištěno"),
        "not applicable": ("nevztahuje se", "netýká se"),
        "none": ("žádný", "žádné", "žádná", "žiadny", "žiadne"),
        "pending": ("čeká", "čaká"),
    },
    "Turkish": {
        "missing": (
            *("belirtilmemiş", "belirtilmedi", "girilmemiş", "girilmedi", "boş", "veri yok", "bilgi yok", "seçiniz"),
            *("mevcut değil", "tanımsız"),
        ),
        "unknown": ("bilinmiyor", "bilinmeyen"),
        "not applicable": ("uygulanamaz", "geçerli değil"),
        "none": ("yok", "hiçbiri"),
        "pending": ("bekliyor", "beklemede"),
    },
    "Russian and Ukrainian": {
        "missing": (
            *("н/д", "н.д.", "нет данных", "нет информации", "не указано", "не указан", "не указана", "не заполнено"),
            *("не задано", "не определено", "не определен", "не выбрано", "пусто", "отсутствует", "без данных"),
            *("не вказано", "немає даних", "не заповнено", "выберите"),
        ),
        "unknown": ("неизвестно", "неизвестен", "неизвестный", "невідомо"),
        "not applicable": ("не применимо", "неприменимо", "не застосовується"),
        "none": ("нет", "нету", "немає"),
        "to come": ("уточняется", "будет позже"),
        "pending": ("ожидание", "ожидает"),
    },
    "Arabic": {
        "missing": ("غير محدد", "غير متوفر", "غير متاح", "لا توجد بيانات", "لا يوجد بيانات", "فارغ", "غير مذكور"),
        "unknown": ("غير معروف", "مجهول"),
        "not applicable": ("لا ينطبق", "غير قابل للتطبيق"),
        "none": ("لا يوجد", "لا شيء"),
        "pending": ("قيد الانتظار", "معلق"),
    },
    "Hebrew": {
        "missing": ("לא צוין", "אין נתונים", "חסר"),
        "unknown": ("לא ידוע",),
        "not applicable": ("לא רלוונטי",),
        "none": ("אין",),
    },
    "Chinese": {
        "missing": (
            *("未填写", "未填", "未指定", "未提供", "暂无", "无数据", "空", "空白", "请选择", "缺失", "未設定"),
            *("未填寫", "沒有資料", "没有数据", "未登记"),
        ),
        "unknown": ("未知", "不详", "不詳", "不清楚"),
        "not applicable": ("不适用", "不適用"),
        "none": ("无", "無", "没有", "沒有"),
        "to come": ("待定", "待补充"),
        "pending": ("待处理", "处理中"),
    },
    "Japanese": {
        "missing": (
            *("未入力", "未記入", "未設定", "未登録", "未選択", "未回答", "データなし", "選択してください", "空欄"),
            *("記載なし",),
        ),
        "unknown": ("不明", "わからない"),
        "not applicable": ("該当なし", "対象外", "非該当"),
        "none": ("なし", "無し", "ナシ", "特になし"),
        "to come": ("未定",),
        "pending": ("保留", "検討中"),
    },
    "Korean": {
        "missing": (
            *("미입력", "미기재", "미지정", "미등록", "미선택", "데이터 없음", "정보 없음", "선택하세요", "미응답"),
        ),
        "unknown": ("알 수 없음", "알수없음", "모름", "불명", "미상"),
        "not applicable": ("해당 없음", "해당없음"),
        "none": ("없음",),
        "to come": ("미정",),
        "pending": ("보류", "대기"),
    },
}  # fmt: skip


def words_meaning(*means: Means) -> tuple[str, ...]:
    """The words of all languages, in lower case, that mean one of these, each once."""
    return tuple(dict.fromkeys(_listed(means)))


def _listed(means: tuple[Means, ...]) -> Iterator[str]:
    for by_meaning in WORDS.values():
        for one in means:
            yield from (word.strip() for word in by_meaning.get(one, ()))


# of a column of numbers or dates, cells that stand for a missing one: counted, said and read as empty
STANDS_FOR_MISSING = frozenset(
    (*SIGNS, *OF_COMPUTERS, *words_meaning("missing", "unknown", "not applicable", "none", "to come"))
)
