"""Words that stand for no value in the languages of exports, by what they mean."""

from __future__ import annotations

from typing import Literal

Means = Literal["missing", "unknown", "not applicable", "none", "to come", "pending"]

# "missing": nobody filled it in; "unknown": nobody knows (within a longer text as well); "none": there is none, which
# may be an answer; "to come": it will be filled in; "pending": something is still going on
WORDS: dict[str, dict[Means, tuple[str, ...]]] = {
    "English": {
        "missing": (
            *("missing", "blank", "empty", "select", "please select", "select one", "select an option", "choose"),
            *("please choose", "not available", "not specified", "not provided", "not stated", "not given"),
            *("not set", "not entered", "not recorded", "not disclosed", "not assigned", "not defined", "not filled"),
            *("not mentioned", "no data", "no value", "no entry", "no information", "no info", "none given"),
            *("none provided", "none specified", "prefer not to say", "unspecified", "unassigned", "undefined"),
            *("undisclosed", "placeholder", "n.a.", "n.a", "n. a.", "n/k", "n/v", "n/d", "n.d.", "nil", "no record"),
            *("not collected", "not supplied", "not listed", "not selected", "no selection", "none selected"),
            *("none listed", "not found", "not informed", "not completed", "not filled in", "not yet known"),
            *("unavailable", "withheld", "redacted", "n/s", "n/r", "n.k.", "no details"),
        ),
        "unknown": (
            *("unknown", "unk", "unkn", "not known", "don't know", "do not know", "dont know", "undetermined"),
            *("unk.", "others not known", "other/unknown"),
        ),
        "not applicable": ("not applicable", "inapplicable", "does not apply", "n/a.", "not relevant"),
        "none": ("none", "nothing", "no answer", "no response", "no reply"),
        "to come": (
            *("tbd", "tba", "tbc", "t.b.d.", "to be determined", "to be defined", "to be confirmed"),
            *("to be announced", "to be advised", "to be completed", "to be filled", "to follow", "t.b.a.", "t.b.c."),
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
            *("nicht hinterlegt", "nicht vorhanden", "kein eintrag", "n.v.", "keine info", "keine information"),
            *("keine informationen", "n.b.", "n. v.", "n. a.", "o. a.", "nicht gepflegt", "nicht ausgefüllt"),
            *("nicht vorliegend", "keine zuordnung", "bitte auswählen", "ohne angaben", "nicht benannt"),
            *("nicht genannt", "fehlende angabe", "nicht zugeordnet"),
        ),
        "unknown": (
            *("unbekannt", "nicht bekannt", "weiß nicht", "unbek.", "nicht bek.", "ungeklärt", "n. b."),
        ),
        "not applicable": ("entfällt", "nicht zutreffend", "trifft nicht zu", "nicht anwendbar", "nicht relevant"),
        "none": ("keine", "keiner", "keines", "kein"),
        "to come": ("wird nachgereicht", "folgt noch", "noch offen", "wird ergänzt", "noch zu klären"),
        "pending": (
            *("ausstehend", "offen", "wartend", "unentschieden", "bearbeitung", "pausiert", "zurückgestellt"),
        ),
    },
    "French": {
        "missing": (
            *("vide", "non renseigné", "non renseignée", "non renseigne", "non spécifié", "non précisé"),
            *("non fourni", "non disponible", "non communiqué", "pas de données", "sans réponse", "à choisir"),
            *("choisir", "n.r.", "non indiqué", "aucune donnée", "n.c.", "n/c", "n. c.", "n. r.", "n/r"),
            *("pas renseigné", "non connu", "non connue", "non saisi", "non saisie", "non défini", "non définie"),
            *("non communiquée", "non précisée", "non fournie", "non attribué", "ne se prononce pas", "non déclaré"),
            *("indisponible", "sans information", "pas d'information", "manquant"),
        ),
        "unknown": ("inconnu", "inconnue", "ne sait pas", "nsp", "indéterminé", "ne sais pas"),
        "not applicable": ("sans objet", "non applicable", "s.o.", "s. o.", "s/o", "n.a"),
        "none": ("aucun", "aucune", "néant"),
        "to come": ("à définir", "à déterminer", "à confirmer", "à compléter", "à préciser", "à renseigner"),
        "pending": ("attente", "cours"),
    },
    "Spanish": {
        "missing": (
            *("vacío", "no especificado", "sin especificar", "sin datos", "sin dato", "sin información", "s/d"),
            *("s.d.", "no disponible", "no informado", "no indicado", "no consta", "sin definir", "seleccionar"),
            *("seleccione", "sin respuesta", "no contesta", "n/c", "n.c.", "sin asignar", "no definido"),
            *("no registrado", "no registra", "vacio", "s/i", "sin info", "no proporcionado", "no facilitado"),
            *("no declarado", "no especificada", "no informada", "elegir", "sin registro"),
        ),
        "unknown": (
            *("desconocido", "desconocida", "se desconoce", "no sabe", "ns/nc", "ns / nc", "no conocido"),
            *("no se sabe", "no sabe / no contesta", "no sabe/no contesta"),
        ),
        "not applicable": ("no aplica", "no procede", "no corresponde", "no aplicable", "n/a."),
        "none": ("ninguno", "ninguna", "nada"),
        "to come": ("por definir", "por determinar", "por confirmar", "a confirmar", "por completar"),
        "pending": ("pendiente", "proceso", "curso"),
    },
    "Portuguese": {
        "missing": (
            *("vazio", "não informado", "nao informado", "não especificado", "sem dados", "sem informação"),
            *("sem info", "não disponível", "não preenchido", "não consta", "não definido", "selecione"),
            *("não declarado", "n/i", "n.i.", "n/d", "n.d", "não informada", "nao informada", "nao especificado"),
            *("sem resposta", "sem informações", "sem informacao", "não cadastrado", "não cadastrada"),
            *("não definida", "não especificada", "não preenchida", "sem cadastro", "selecionar", "não disponivel"),
            *("nao disponivel", "não respondeu"),
        ),
        "unknown": (
            *("desconhecido", "desconhecida", "não sabe", "não sei", "nao sabe", "não conhecido", "ignorado"),
        ),
        "not applicable": ("não se aplica", "não aplicável", "nao se aplica", "nao aplicável"),
        "none": ("nenhum", "nenhuma"),
        "to come": ("a definir", "a confirmar", "a preencher", "a determinar"),
        "pending": ("pendente", "andamento"),
    },
    "Italian": {
        "missing": (
            *("vuoto", "non specificato", "non disponibile", "non indicato", "non fornito", "non pervenuto"),
            *("nessun dato", "dato mancante", "mancante", "non dichiarato", "seleziona", "n.p.", "n. d."),
            *("non disp.", "dato non disponibile", "non compilato", "non definito", "non conosciuto", "non rilevato"),
            *("non inserito", "non precisato", "nessuna informazione", "assente", "da compilare"),
        ),
        "unknown": (
            *("sconosciuto", "sconosciuta", "non noto", "ignoto", "non so", "non si sa", "non conosciuta"),
        ),
        "not applicable": ("non applicabile",),
        "none": ("nessuno", "nessuna"),
        "to come": ("da definire", "da confermare", "da determinare"),
        "pending": ("attesa", "corso"),
    },
    "Dutch": {
        "missing": (
            *("leeg", "niet opgegeven", "niet ingevuld", "niet beschikbaar", "geen gegevens", "geen opgave", "n.v.t"),
            *("ontbreekt", "kies", "maak een keuze", "niet gespecificeerd", "n.b.", "niet gegeven"),
            *("niet bekendgemaakt", "geen antwoord", "geen informatie", "niet vermeld", "niet aanwezig"),
            *("niet geregistreerd", "selecteer"),
        ),
        "unknown": ("onbekend", "niet bekend", "weet niet", "nog onbekend", "niet gekend"),
        "not applicable": ("niet van toepassing", "n.v.t.", "nvt", "n. v. t."),
        "none": ("geen", "niets"),
        "to come": ("nog te bepalen", "n.t.b.", "nog in te vullen", "volgt nog"),
        "pending": ("behandeling", "afwachting"),
    },
    "Swedish, Norwegian and Danish": {
        "missing": (
            *("saknas", "uppgift saknas", "ej angivet", "ej angiven", "ej ifylld", "inte angivet", "mangler"),
            *("ikke oppgitt", "ikke angivet", "ikke angitt", "ingen data", "ikke tilgjengelig", "välj", "ej svar"),
            *("inget svar", "ikke oplyst", "uoplyst", "ikke spesifisert", "ej specificerat", "ikke utfylt"),
            *("ikke udfyldt", "ej tillgänglig", "velg", "vælg", "ingen oplysninger", "ingen uppgift"),
            *("uppgift finns ej", "u.s."),
        ),
        "unknown": (
            *("okänd", "okänt", "ukjent", "ukendt", "vet ej", "vet ikke", "ej känd", "ej känt", "inte känt"),
            *("ikke kjent", "ikke kendt", "vet inte", "ved ikke"),
        ),
        "not applicable": (
            *("ej tillämpligt", "ej aktuellt", "ikke relevant", "ikke aktuelt", "ej relevant", "gäller ej"),
        ),
        "none": ("ingen", "inget", "inga", "intet"),
        "to come": ("ej klart", "inte klart", "ikke avklaret", "ikke avklart", "kommer senare"),
        "pending": ("väntar", "pågående", "afventer", "venter"),
    },
    "Polish": {
        "missing": (
            *("brak danych", "brak informacji", "nie podano", "nieokreślone", "nieokreślony", "nie określono"),
            *("puste", "niedostępne", "nie wybrano", "wybierz", "b/d", "b.d.", "nie wskazano", "brak info"),
            *("brak odpowiedzi", "nie ustalono", "nieustalono", "nieustalony", "bez danych", "nie uzupełniono"),
            *("nieuzupełnione", "do wyboru", "b. d.", "niepodano", "nie określony", "nie przypisano"),
        ),
        "unknown": (
            *("nieznane", "nieznany", "nieznana", "nie wiadomo", "nie wiem", "nieznany/a", "nie znany", "nie znane"),
        ),
        "not applicable": ("nie dotyczy", "nd.", "n.d"),
        "none": ("brak", "żaden"),
        "to come": ("do ustalenia", "do uzupełnienia", "do potwierdzenia", "do określenia"),
        "pending": ("oczekuje", "oczekujące", "toku", "trakcie"),
    },
    "Czech and Slovak": {
        "missing": (
            *("neuvedeno", "neuvedené", "nezadáno", "nezadané", "nevyplněno", "nevyplnené", "není", "není uvedeno"),
            *("chybí", "chýba", "prázdné", "prázdne", "nespecifikováno", "bez údajů", "bez údajov", "vyberte"),
            *("bez údaje", "není k dispozici", "bez odpovědi", "neurčeno", "neurčené", "nezadaný", "nezadán"),
            *("neuveden", "neuvedena", "neuvedený", "nevyplnený", "nie je k dispozícii", "nie je uvedené"),
            *("nevybráno", "bez informace", "údaj chybí", "n.z."),
        ),
        "unknown": (
            *("neznámé", "neznámý", "neznámá", "nezjištěno", "není známo", "není znám", "není známa", "neznámo"),
            *("nevím", "neviem", "nie je známe", "neznáme", "neznáma", "nezistené", "neni znamo", "neznamy"),
        ),
        "not applicable": ("nevztahuje se", "netýká se", "neaplikovatelné", "irelevantní"),
        "none": ("žádný", "žádné", "žádná", "žiadny", "žiadne"),
        "pending": ("čeká", "čaká"),
        "to come": ("bude doplněno", "bude upřesněno", "bude doplnené"),
    },
    "Turkish": {
        "missing": (
            *("belirtilmemiş", "belirtilmedi", "girilmemiş", "girilmedi", "boş", "veri yok", "bilgi yok", "seçiniz"),
            *("mevcut değil", "tanımsız", "yanıt yok", "cevap yok", "tanımlanmamış", "kayıt yok", "eksik"),
            *("veri bulunamadı", "doldurulmamış"),
        ),
        "unknown": ("bilinmiyor", "bilinmeyen", "belirsiz", "bilgim yok"),
        "not applicable": ("uygulanamaz", "geçerli değil"),
        "none": ("yok", "hiçbiri"),
        "pending": ("bekliyor", "beklemede"),
        "to come": ("belirlenecek",),
    },
    "Russian and Ukrainian": {
        "missing": (
            *("н/д", "н.д.", "нет данных", "нет информации", "не указано", "не указан", "не указана", "не заполнено"),
            *("не задано", "не определено", "не определен", "не выбрано", "пусто", "отсутствует", "без данных"),
            *("не вказано", "немає даних", "не заповнено", "выберите", "нет инф.", "н/и", "без ответа", "не указаны"),
            *("не введено", "не заполнен", "не заполнена", "не предоставлено", "данные отсутствуют", "данных нет"),
            *("информация отсутствует", "нет сведений", "не назначен", "не назначено", "не зазначено"),
            *("дані відсутні", "немає інформації", "н/в"),
        ),
        "unknown": (
            *("неизвестно", "неизвестен", "неизвестный", "невідомо", "не известно", "не известен", "неизвестна"),
            *("н/у", "невідомий", "невідома", "не відомо"),
        ),
        "not applicable": (
            *("не применимо", "неприменимо", "не застосовується", "не применяется", "не относится", "не застосовно"),
        ),
        "none": ("нет", "нету", "немає"),
        "to come": ("уточняется", "будет позже", "будет уточнено", "уточнить", "уточнюється"),
        "pending": ("ожидание", "ожидает"),
    },
    "Arabic": {
        "missing": (
            *("غير محدد", "غير متوفر", "غير متاح", "لا توجد بيانات", "لا يوجد بيانات", "فارغ", "غير مذكور"),
            *("غير مدخل", "لم يحدد", "بدون", "لا توجد معلومات"),
        ),
        "unknown": ("غير معروف", "مجهول", "لا أعرف"),
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
            *("未填寫", "沒有資料", "没有数据", "未登记", "未选择", "未選擇", "无记录", "暂缺", "未录入", "未输入"),
            *("保密", "未分配", "无信息", "暂无数据", "缺"),
        ),
        "unknown": ("未知", "不详", "不詳", "不清楚", "不知道", "未知道", "尚不清楚"),
        "not applicable": ("不适用", "不適用"),
        "none": ("无", "無", "没有", "沒有"),
        "to come": ("待定", "待补充", "待补", "待填", "待確認", "待确认"),
        "pending": ("待处理", "处理中"),
    },
    "Japanese": {
        "missing": (
            *("未入力", "未記入", "未設定", "未登録", "未選択", "未回答", "データなし", "選択してください", "空欄"),
            *("記載なし", "無回答", "回答なし", "情報なし", "未定義", "データ無し", "未取得", "空白", "入力なし"),
            *("設定なし", "不記載", "無記入", "未確定", "未確認"),
        ),
        "unknown": ("不明", "わからない", "不詳", "不明です", "未詳"),
        "not applicable": ("該当なし", "対象外", "非該当"),
        "none": ("なし", "無し", "ナシ", "特になし"),
        "to come": ("未定", "後日", "確認中"),
        "pending": ("保留", "検討中"),
    },
    "Korean": {
        "missing": (
            *("미입력", "미기재", "미지정", "미등록", "미선택", "데이터 없음", "정보 없음", "선택하세요", "미응답"),
            *("무응답", "자료 없음", "정보없음", "데이터없음", "미제공", "미정의", "미확인", "기록 없음"),
            *("입력 안 됨",),
        ),
        "unknown": ("알 수 없음", "알수없음", "모름", "불명", "미상", "확인불가", "알수 없음"),
        "not applicable": ("해당 없음", "해당없음"),
        "none": ("없음",),
        "to come": ("미정",),
        "pending": ("보류", "대기"),
    },
    "Finnish": {
        "missing": (
            *("puuttuu", "ei ilmoitettu", "ei saatavilla", "ei määritelty", "tyhjä", "ei tietoa", "ei annettu"),
            *("valitse",),
        ),
        "unknown": ("ei tiedossa", "tuntematon"),
        "not applicable": ("ei sovellu", "ei koske"),
        "none": ("ei mitään", "ei ole"),
    },
    "Hungarian": {
        "missing": (
            *("nincs adat", "nincs megadva", "hiányzik", "üres", "nem elérhető", "nincs kitöltve", "válasszon"),
        ),
        "unknown": ("ismeretlen", "nem ismert", "nem tudja"),
        "not applicable": ("nem alkalmazható", "nem releváns"),
        "none": ("nincs", "nincsen"),
    },
    "Romanian": {
        "missing": (
            *("nespecificat", "lipsă", "lipsa", "fără date", "indisponibil", "necompletat", "nedefinit", "alegeți"),
        ),
        "unknown": ("necunoscut", "necunoscută", "nu se știe"),
        "not applicable": ("nu se aplică", "neaplicabil"),
        "none": ("niciunul", "niciuna"),
    },
    "Greek": {
        "missing": (
            *("κενό", "μη διαθέσιμο", "δεν δόθηκε", "δ/υ", "δ.υ.", "χωρίς στοιχεία", "δεν έχει οριστεί", "επιλέξτε"),
        ),
        "unknown": ("άγνωστο", "άγνωστος", "άγνωστη"),
        "not applicable": ("δεν ισχύει", "μη εφαρμόσιμο"),
        "none": ("κανένα", "καμία", "κανένας"),
    },
    "Bulgarian, Croatian and Serbian": {
        "missing": (
            *("няма данни", "не е посочено", "липсва", "nije navedeno", "nema podataka", "nije uneseno", "nedostaje"),
            *("bez podataka",),
        ),
        "unknown": ("неизвестно е", "nepoznato", "nepoznat", "непознато"),
        "not applicable": ("неприложимо", "nije primjenjivo"),
        "none": ("няма", "nema"),
    },
    "Vietnamese": {
        "missing": ("chưa có", "chưa cập nhật", "trống", "không xác định", "không có dữ liệu", "chưa nhập"),
        "unknown": ("không rõ", "không biết"),
        "not applicable": ("không áp dụng",),
        "none": ("không có",),
    },
    "Indonesian and Malay": {
        "missing": (
            *("belum diisi", "kosong", "tidak tersedia", "tidak ada data", "tiada maklumat", "tiada data"),
        ),
        "unknown": ("tidak diketahui", "tidak tahu"),
        "not applicable": ("tidak berlaku",),
        "none": ("tidak ada", "tiada"),
    },
    "Thai": {
        "missing": ("ไม่ระบุ", "ไม่มีข้อมูล", "ว่าง"),
        "unknown": ("ไม่ทราบ",),
        "not applicable": ("ไม่เกี่ยวข้อง",),
        "none": ("ไม่มี",),
    },
    "Hindi": {
        "missing": ("उपलब्ध नहीं", "रिक्त", "कोई जानकारी नहीं"),
        "unknown": ("अज्ञात", "पता नहीं"),
        "not applicable": ("लागू नहीं",),
        "none": ("कोई नहीं",),
    },
}  # fmt: skip
