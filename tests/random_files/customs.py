"""Customs of countries: words, how numbers and days are written, and the code pages of their programs."""

from __future__ import annotations

from dataclasses import dataclass

_NBSP, _THIN = "\u00a0", "\u202f"


@dataclass(frozen=True)
class Custom:
    """How tables are written in one place.

    Attributes:
        decimal, groups: The decimal mark, and what may stand between thousands.
        code_pages: Encodings of its programs besides those of Unicode.
        delimiters: What its programs put between columns, the usual one first.
        people, places, kinds, notes: Words of cells.
        yes_no: Answers.
        money: Marks of amounts, "¤" standing for the number.
        days: How days are written, as `strftime` would, with %B and %b in the language; %-d without a zero.
        months: Its names of months, full and short.
        missing: Words for a missing value.
        amounts, dates, words: Headers of columns.
    """

    decimal: str
    groups: tuple[str, ...]
    code_pages: tuple[str, ...]
    delimiters: str
    people: str
    places: str
    kinds: str
    notes: tuple[str, ...]
    yes_no: tuple[str, str]
    money: tuple[str, ...]
    days: tuple[str, ...]
    months: str
    missing: tuple[str, ...]
    amounts: tuple[str, ...]
    dates: tuple[str, ...]
    words: tuple[str, str, str, str]


CUSTOMS: dict[str, Custom] = {
    "American": Custom(
        decimal=".", groups=(",",), code_pages=("cp1252",), delimiters=",,,\t|",
        people="Zoë Smith|John Miller|Ana O'Neil|Chloé Brown|Mary-Ann Jones|Bob Lee|Ivy Chen|Raj Patel",
        places="Boston|San José|New York|St. Louis|Austin|Salt Lake City|Portland",
        kinds="Retail|Health Care|IT, Software|Energy|Public|R&D",
        notes=("asked for a quote", "call back, then mail", "wants 20 % off", 'said "maybe"', "café talk; see 12/3"),
        yes_no=("Yes", "No"), money=("$¤", "US$ ¤", "¤ USD", "USD ¤", "$ ¤"),
        days=("%m/%d/%Y", "%m/%d/%y", "%b %-d, %Y", "%B %-d, %Y", "%d-%b-%Y", "%Y-%m-%d", "%-m/%-d/%Y"),
        months="January|Jan February|Feb March|Mar April|Apr May|May June|Jun July|Jul August|Aug September|Sep "
        "October|Oct November|Nov December|Dec",
        missing=("N/A", "n/a", "NULL", "None", "unknown", "Unknown", "TBD", "-", "--", "(blank)", "Select", "?",
                 "-- None --", "Not Specified", "NaN", "#N/A", "Not Applicable", "(null)", "No Answer", "Missing",
                 "Please select", "not available", "[none]", "N.A.", "--None--", "Not Provided", "\\N", "..."),
        amounts=("Amount", "Annual Revenue", "Deal Value", "Balance", "Premium", "net_amount", "Price"),
        dates=("Created Date", "Close Date", "signup_date", "Last Activity", "DOB", "created_at", "Due Date"),
        words=("Name", "City", "Industry", "Notes"),
    ),
    "British": Custom(
        decimal=".", groups=(",",), code_pages=("cp1252",), delimiters=",,,\t",
        people="Siân Evans|Tom Hughes|Agnes O'Dea|Fergus Reid|Isla Cook|Noël Hart",
        places="London|Leeds|Bath|Newcastle upon Tyne|Stoke-on-Trent|Hay",
        kinds="Trade|Charity|Arts & Media|Finance|Farming",
        notes=("paid £20 deposit", "call back", "ring after 5pm", "prefers e-mail, not post", "see invoice"),
        yes_no=("Y", "N"), money=("£¤", "¤ GBP", "GBP ¤", "£ ¤"),
        days=("%d/%m/%Y", "%d/%m/%y", "%-d %B %Y", "%d-%b-%y", "%d-%m-%Y", "%Y-%m-%d", "%a %d %b %Y"),
        months="January|Jan February|Feb March|Mar April|Apr May|May June|Jun July|Jul August|Aug September|Sep "
        "October|Oct November|Nov December|Dec",
        missing=("n/a", "Not known", "tbc", "TBC", "Not stated", "-", "none", "Not applicable", "Unknown", "n/k"),
        amounts=("Amount", "Turnover", "Fee", "Balance", "Outstanding"),
        dates=("Date", "Date of Birth", "Start Date", "Last contact", "Renewal date", "Opened"),
        words=("Contact", "Town", "Sector", "Comments"),
    ),
    "Indian": Custom(
        decimal=".", groups=("lakh",), code_pages=("cp1252",), delimiters=",",
        people="Aarav Sharma|Diya Iyer|Kabir Rao|Meera Das|Rohan Gupta|Zara Khan",
        places="Pune|Mumbai|New Delhi|Kochi|Bengaluru",
        kinds="BFSI|Telecom|Pharma|Retail",
        notes=("interested", "will call", "price too high", "Ringing", "demo done"),
        yes_no=("Yes", "No"), money=("₹¤", "Rs. ¤", "INR ¤", "₹ ¤"),
        days=("%d-%m-%Y", "%d/%m/%Y", "%d-%b-%Y", "%-d %b %Y"),
        months="January|Jan February|Feb March|Mar April|Apr May|May June|Jun July|Jul August|Aug September|Sep "
        "October|Oct November|Nov December|Dec",
        missing=("Select", "NA", "-", "Not Specified", "nil", "Others not known", "NIL"),
        amounts=("Amount", "Loan Amount", "Premium", "Salary"),
        dates=("Date", "Enquiry Date", "Date of Joining", "Follow up date"),
        words=("Lead Name", "City", "Segment", "Remarks"),
    ),
    "German": Custom(
        decimal=",", groups=(".", " ", "."), code_pages=("cp1252", "latin-1"), delimiters=";;;\t",
        people="Jürgen Groß|Anja Müller|Björn Schäfer|Ute Jäger|Max Weiß|Ilse Köhler",
        places="Köln|München|Gießen|Lüneburg|Nürnberg|Ulm",
        kinds="Großhandel|Öffentlich|Maschinenbau|Bäckerei|Gewerbe",
        notes=("bittet um Rückruf", "Angebot geschickt", 'hat gesagt: "später"', "möchte 20 % Nachlass", "ruft an"),
        yes_no=("Ja", "Nein"), money=("¤ €", "€ ¤", "¤€", "EUR ¤", "¤ EUR"),
        days=("%d.%m.%Y", "%d.%m.%y", "%-d.%-m.%Y", "%-d. %B %Y", "%Y-%m-%d", "%d. %b %Y"),
        months="Januar|Jan Februar|Feb März|Mär April|Apr Mai|Mai Juni|Jun Juli|Jul August|Aug September|Sep "
        "Oktober|Okt November|Nov Dezember|Dez",
        missing=("k.A.", "keine Angabe", "unbekannt", "-", "k. A.", "n.v.", "Bitte wählen", "fehlt", "ohne Angabe"),
        amounts=("Betrag", "Umsatz", "Preis", "Saldo", "Jahresumsatz"),
        dates=("Datum", "Geburtsdatum", "Erstellt am", "Letzter Kontakt", "Vertragsbeginn", "Eingangsdatum"),
        words=("Name", "Ort", "Branche", "Bemerkung"),
    ),
    "Swiss": Custom(
        decimal=".", groups=("'", "\u2019"), code_pages=("cp1252",), delimiters=";",
        people="Urs Bär|Reto Zürcher|Céline Favre|Lea Küng",
        places="Zürich|Genève|Chur|Neuchâtel",
        kinds="Bank|Käserei|Uhren|Verein",
        notes=("Rückruf", "möchte Muster", "à revoir", "später"),
        yes_no=("Ja", "Nein"), money=("CHF ¤", "Fr. ¤", "¤ CHF"),
        days=("%d.%m.%Y", "%-d.%-m.%Y", "%Y-%m-%d"),
        months="Januar|Jan Februar|Feb März|Mär April|Apr Mai|Mai Juni|Jun Juli|Jul August|Aug September|Sep "
        "Oktober|Okt November|Nov Dezember|Dez",
        missing=("k.A.", "unbekannt", "-"),
        amounts=("Betrag", "Umsatz", "Prämie"),
        dates=("Datum", "Erfasst am", "Abschlussdatum"),
        words=("Kunde", "Ort", "Branche", "Notiz"),
    ),
    "French": Custom(
        decimal=",", groups=(" ", _NBSP, _THIN), code_pages=("cp1252", "latin-1"), delimiters=";;\t",
        people="Hélène Lefèvre|Jérôme Noël|François Dupré|Agnès L'Hôte|Loïc Garçon",
        places="Orléans|Besançon|Évreux|Nîmes|Lyon",
        kinds="Santé|Énergie|Commerce de détail|Bâtiment",
        notes=("à rappeler", "devis envoyé", "très intéressé", "n'est pas décidé", "réunion prévue"),
        yes_no=("Oui", "Non"), money=("¤ €", "¤€", "¤ EUR"),
        days=("%d/%m/%Y", "%d/%m/%y", "%-d %B %Y", "%-d %b %Y", "%Y-%m-%d"),
        months="janvier|janv. février|févr. mars|mars avril|avr. mai|mai juin|juin juillet|juil. août|août "
        "septembre|sept. octobre|oct. novembre|nov. décembre|déc.",
        missing=("non renseigné", "inconnu", "NR", "-", "s.o.", "Non spécifié", "n.c.", "vide", "Aucun"),
        amounts=("Montant", "Chiffre d'affaires", "Prix", "Solde"),
        dates=("Date", "Date de création", "Date de naissance", "Dernier contact", "Échéance"),
        words=("Nom", "Ville", "Secteur", "Remarques"),
    ),
    "Spanish": Custom(
        decimal=",", groups=(".", "."), code_pages=("cp1252",), delimiters=";;,",
        people="José Núñez|Begoña Peña|Íñigo Cañas|María López|Raúl Gómez",
        places="León|A Coruña|Cádiz|Málaga|Vigo",
        kinds="Construcción|Educación|Diseño|Salud",
        notes=("llamará mañana", "no contestó", "pidió más información", "reunión el año próximo"),
        yes_no=("Sí", "No"), money=("¤ €", "€ ¤", "¤€"),
        days=("%d/%m/%Y", "%d-%m-%Y", "%-d de %B de %Y", "%d/%m/%y", "%Y-%m-%d"),
        months="enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago septiembre|sep "
        "octubre|oct noviembre|nov diciembre|dic",
        missing=("N/D", "desconocido", "sin datos", "No especificado", "-", "s/d", "Ninguno", "no disponible"),
        amounts=("Importe", "Ingresos", "Precio", "Saldo"),
        dates=("Fecha", "Fecha de alta", "Fecha nacimiento", "Último contacto"),
        words=("Nombre", "Ciudad", "Sector", "Observaciones"),
    ),
    "Brazilian": Custom(
        decimal=",", groups=(".", "."), code_pages=("cp1252", "latin-1"), delimiters=";;,",
        people="João Gonçalves|Antônio Conceição|Luísa Araújo|Márcia Leão",
        places="São Paulo|Brasília|Florianópolis|Goiânia",
        kinds="Educação|Saúde|Construção|Varejo",
        notes=("ligar amanhã", "não atendeu", "pediu informação", "reunião marcada"),
        yes_no=("Sim", "Não"), money=("R$ ¤", "R$¤", "BRL ¤"),
        days=("%d/%m/%Y", "%d/%m/%y", "%-d de %B de %Y", "%d-%m-%Y"),
        months="janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set "
        "outubro|out novembro|nov dezembro|dez",
        missing=("não informado", "N/D", "-", "Sem informação", "desconhecido", "N/I", "Não se aplica"),
        amounts=("Valor", "Receita", "Preço", "Saldo"),
        dates=("Data", "Data de criação", "Data de nascimento", "Último contato"),
        words=("Nome", "Cidade", "Segmento", "Observações"),
    ),
    "Polish": Custom(
        decimal=",", groups=(" ", _NBSP), code_pages=("cp1250", "iso8859_2"), delimiters=";;\t",
        people="Łukasz Wójcik|Małgorzata Dąbrowska|Świętosława Żak|Józef Gęś|Zofia Kowalczyk",
        places="Łódź|Kraków|Gdańsk|Poznań|Rzeszów",
        kinds="Usługi|Budownictwo|Żywność|Księgowość",
        notes=("oddzwonić później", "wysłano ofertę", "chce zniżkę", "brak odpowiedzi, spróbować jutro"),
        yes_no=("Tak", "Nie"), money=("¤ zł", "¤zł", "¤ PLN"),
        days=("%d.%m.%Y", "%Y-%m-%d", "%-d %B %Y", "%d-%m-%Y"),
        months="stycznia|sty lutego|lut marca|mar kwietnia|kwi maja|maj czerwca|cze lipca|lip sierpnia|sie "
        "września|wrz października|paź listopada|lis grudnia|gru",
        missing=("brak", "brak danych", "nieznany", "-", "nie dotyczy", "b/d", "nie podano"),
        amounts=("Kwota", "Przychód", "Cena", "Saldo"),
        dates=("Data", "Data utworzenia", "Data urodzenia", "Ostatni kontakt"),
        words=("Imię i nazwisko", "Miasto", "Branża", "Uwagi"),
    ),
    "Czech": Custom(
        decimal=",", groups=(" ", _NBSP), code_pages=("cp1250",), delimiters=";;",
        people="Jiří Dvořák|Zdeněk Němec|Růžena Šťastná|Bořek Černý|Eliška Kučerová",
        places="Plzeň|Děčín|Hradec Králové|Břeclav|Praha",
        kinds="Průmysl|Zemědělství|Služby|Školství",
        notes=("zavolat příště", "nabídka odeslána", "chce slevu", "bude později"),
        yes_no=("Ano", "Ne"), money=("¤ Kč", "¤Kč", "¤ CZK"),
        days=("%d.%m.%Y", "%-d. %-m. %Y", "%-d.%-m.%Y", "%-d. %B %Y", "%Y-%m-%d"),
        months="ledna|led února|úno března|bře dubna|dub května|kvě června|čvn července|čvc srpna|srp září|zář "
        "října|říj listopadu|lis prosince|pro",
        missing=("neuvedeno", "není známo", "-", "bez údaje", "neznámý"),
        amounts=("Částka", "Tržby", "Cena", "Zůstatek"),
        dates=("Datum", "Datum narození", "Vytvořeno", "Poslední kontakt"),
        words=("Jméno", "Město", "Odvětví", "Poznámka"),
    ),
    "Russian": Custom(
        decimal=",", groups=(" ", _NBSP), code_pages=("cp1251",), delimiters=";;\t",
        people="Иван Петров|Ольга Смирнова|Юрий Жуков|Анна Щукина|Фёдор Ильин",
        places="Москва|Казань|Санкт-Петербург|Омск",
        kinds="Торговля|Услуги|Строительство|Связь",
        notes=("перезвонить позже", "отправили предложение", "хочет скидку", "нет ответа"),
        yes_no=("Да", "Нет"), money=("¤ руб.", "¤ ₽", "¤ RUB", "¤ р."),
        days=("%d.%m.%Y", "%d.%m.%y", "%-d %B %Y", "%Y-%m-%d"),
        months="января|янв февраля|фев марта|мар апреля|апр мая|май июня|июн июля|июл августа|авг сентября|сен "
        "октября|окт ноября|ноя декабря|дек",
        missing=("не указано", "нет данных", "неизвестно", "-", "н/д", "не задано", "нет"),
        amounts=("Сумма", "Выручка", "Цена", "Остаток"),
        dates=("Дата", "Дата создания", "Дата рождения", "Последний контакт"),
        words=("Имя", "Город", "Отрасль", "Примечание"),
    ),
    "Swedish": Custom(
        decimal=",", groups=(" ", _NBSP), code_pages=("cp1252",), delimiters=";;\t",
        people="Åsa Öberg|Björn Lindström|Märta Sjögren|Göran Ek",
        places="Malmö|Västerås|Örebro|Umeå",
        kinds="Försäkring|Vård|Bygg|Handel",
        notes=("ring på måndag", "skickat offert", "vill ha rabatt", "återkommer"),
        yes_no=("Ja", "Nej"), money=("¤ kr", "¤ SEK", "¤:-", "kr ¤"),
        days=("%Y-%m-%d", "%-d %B %Y", "%y%m%d", "%-d %b %Y"),
        months="januari|jan februari|feb mars|mar april|apr maj|maj juni|jun juli|jul augusti|aug september|sep "
        "oktober|okt november|nov december|dec",
        missing=("okänd", "saknas", "-", "ej angivet", "uppgift saknas"),
        amounts=("Belopp", "Omsättning", "Pris", "Saldo"),
        dates=("Datum", "Skapad datum", "Födelsedatum", "Senaste kontakt"),
        words=("Namn", "Ort", "Bransch", "Anteckning"),
    ),
    "Japanese": Custom(
        decimal=".", groups=(",",), code_pages=("cp932",), delimiters=",,\t",
        people="田中 太郎|佐藤 花子|鈴木 一郎|高橋 美咲|渡辺 健",
        places="東京都|大阪市|名古屋市|札幌市",
        kinds="製造業|小売業|金融|医療",
        notes=("折り返し電話する", "見積書を送付しました", "検討中です", "来月また連絡"),
        yes_no=("はい", "いいえ"), money=("¥¤", "¤円", "￥¤", "JPY ¤"),
        days=("%Y/%m/%d", "%Y年%-m月%-d日", "%Y-%m-%d", "%Y/%-m/%-d"),
        months="1月|1月 2月|2月 3月|3月 4月|4月 5月|5月 6月|6月 7月|7月 8月|8月 9月|9月 10月|10月 11月|11月 12月|12月",
        missing=("不明", "未定", "なし", "該当なし", "-", "未入力", "未設定"),
        amounts=("金額", "売上", "価格", "残高"),
        dates=("登録日", "契約日", "生年月日", "最終連絡日"),
        words=("氏名", "都市", "業種", "備考"),
    ),
    "Chinese": Custom(
        decimal=".", groups=(",",), code_pages=("gbk",), delimiters=",,\t",
        people="王小明|李娜|张伟|刘洋|陈静",
        places="北京|上海|广州|深圳",
        kinds="制造业|零售|金融|医疗",
        notes=("稍后回电", "已发送报价", "正在考虑", "下个月再联系"),
        yes_no=("是", "否"), money=("¥¤", "¤元", "RMB ¤", "CNY ¤"),
        days=("%Y/%-m/%-d", "%Y年%-m月%-d日", "%Y-%m-%d"),
        months="1月|1月 2月|2月 3月|3月 4月|4月 5月|5月 6月|6月 7月|7月 8月|8月 9月|9月 10月|10月 11月|11月 12月|12月",
        missing=("未知", "无", "不详", "-", "未填写", "暂无"),
        amounts=("金额", "收入", "价格", "余额"),
        dates=("日期", "创建日期", "出生日期", "签约日期"),
        words=("姓名", "城市", "行业", "备注"),
    ),
}  # fmt: skip
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# chosen as often as their exports are met
OFTEN = (
    *("American",) * 5, *("British",) * 3, *("German",) * 3, "Swiss", *("Indian",) * 2, *("French",) * 2, "Spanish",
    *("Brazilian",) * 2, *("Polish",) * 2, *("Czech",) * 2, *("Russian",) * 2, "Swedish", *("Japanese",) * 2,
    *("Chinese",) * 2,
)  # fmt: skip
