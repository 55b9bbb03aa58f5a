"""Words in names of columns that say who or what a row is, in the usual languages: ids, phones, tax numbers, names."""

from __future__ import annotations

ID = frozenset((
    "id", "uuid", "guid", "uid", "oid", "pk", "fk", "sk", "key", "identifier", "kennung", "token", "hash",
))  # fmt: skip
NUMBERED = frozenset((
    "no", "nr", "num", "number", "nummer", "numero", "numéro", "code", "ref", "reference", "#",
))  # fmt: skip
ROW = frozenset((
    "row", "rownum", "rowid", "rownumber", "index", "idx", "serial", "line", "sr", "sno", "srno", "unnamed",
    "seq", "seqno", "lfdnr", "lfd", "lp",
))  # fmt: skip
PEOPLE = frozenset((
    "owner", "agent", "rep", "representative", "salesperson", "salesrep", "assignee", "advisor", "adviser",
    "manager", "creator", "created", "modified", "updated", "assigned", "employee", "staff", "operator",
    "consultant", "caller", "betreuer", "besitzer", "mitarbeiter", "verkaufer", "berater",
    "proprietaire", "responsable", "commercial", "vendeur", "conseiller", "propietario", "vendedor", "asesor",
    "proprietario", "responsavel", "consultor", "responsabile", "venditore", "commerciale", "eigenaar", "verkoper",
    "accounthouder", "beheerder", "wlasciciel", "wlasciciela", "opiekun", "opiekuna", "handlowiec", "handlowca",
    "vlastnik", "vlastnika", "obchodnik", "obchodnika", "agare", "saljare", "handlaggare", "ejer", "saelger", "selger",
    "omistaja", "sahibi", "temsilci", "temsilcisi", "satici", "proprietar", "tulajdonos",
    "ответственный", "ответственного", "менеджер", "менеджера", "владелец", "владельца", "продавец", "продавца",
    "kundenbetreuer", "kundenberater", "teamleiter", "teamlead", "vertriebler", "bearbeiter", "aussendienst",
    "innendienst", "inhaber", "vertreter", "sachbearbeiter", "verantwortlicher", "zustandiger", "eigentumer",
    "ejecutivo",
    "gestor", "agente", "comercial", "encargado", "charge", "gestionnaire", "consulente", "adviseur",
    "wasciciel", "wasciciela", "sprzedawca", "ansvarig", "eier", "slger", "myyja", "sahip", "ertekesito",
    "власник", "відповідальний", "υπεύθυνος", "πωλητής", "مالك", "المالك", "مندوب", "المسؤول", "מוכר",
))  # fmt: skip
# those of whom a bare whole number is the id where few recur; else it may be an amount, or how many there are
SELLERS = frozenset((
    "agent", "agente", "manager", "commercial", "commerciale", "comercial", "менеджер", "менеджера", "caller", "rep",
    "operator", "consultant",
))  # fmt: skip
# those of whom it always is: "Besitzer 4711", "Created by 12"; of "Mitarbeiter" it may be how many there are
OWNERS = (PEOPLE - SELLERS - frozenset((
    "created", "modified", "updated", "assigned", "employee", "staff", "mitarbeiter", "charge", "aussendienst",
    "innendienst",
))) | frozenset((
    "account manager", "sales manager", "sales rep", "sales person", "charge d affaire", "zustandig", "assigned to",
    "created by", "modified by", "last modified by", "updated by", "changed by", "entered by", "closed by",
    "erstellt von", "angelegt von", "geandert von", "bearbeitet von", "erfasst von", "zugewiesen an", "cree par",
    "modifie par",
    "assigne a", "creado por", "modificado por", "asignado a", "criado por", "creato da", "utworzone przez",
    "aangemaakt door", "skapad av",
))  # fmt: skip
# ids of people who sell, and of clients, in scripts that join words
_NUMBER_JOINED = "(id|コード|番号|no|编号|編號|编码|号|번호|코드)"
PEOPLE_JOINED = (
    r"personal[- ]?(nummer|nr\.?)|"
    ".*(担当|営業|社員|負責人|负责人|销售|業務員|业务员|所有者|담당|영업|소유자).*" + _NUMBER_JOINED
)
CLIENTS_JOINED = "(顧客|会員|得意先|取引先|客户|客戶|会员|用户|고객|회원|거래처).{0,2}" + _NUMBER_JOINED
CLIENTS = (
    "customer", "client", "contact", "lead", "prospect", "person", "member", "account", "subscriber", "kunde",
    "kunden", "patient", "borrower", "policyholder", "donor", "buyer", "user", "visitor", "company", "cliente", "kund",
)  # fmt: skip
THINGS = (
    "order", "invoice", "ticket", "deal", "product", "campaign", "transaction", "loan", "session", "case",
    "policy", "contract", "record", "application", "event", "booking", "opportunity", "activity", "branch",
    "store", "vendor",
)  # fmt: skip
# a client in other languages, and what stands before it in "Nr klienta", "Código de cliente", "N° client"
CLIENTS_OF = frozenset((
    *CLIENTS, "klient", "klienta", "clienta", "cliente", "clienti", "klienten", "klant", "kund", "asiakas", "ugyfel",
    "zakaznik", "zakaznika", "musteri", "kontrahent", "kontrahenta", "kontaktu", "nabywcy",
    "клиент", "клиента", "клієнта", "контрагента",
))  # fmt: skip
ID_OF = frozenset(
    (*ID, "code", "codigo", "codice", "kod", "identifiant", "identificador", "код", "ид")
)  # no "number of agents"
NUMBER_OF = frozenset((
    *ID, *NUMBERED, "n", "numer", "cod", "nomor", "broj", "numaras", "kodu", "αριθμός", "κωδικός", "رقم", "معرف",
    "מספר", "ид", "kod", "codigo", "codice", "cislo", "numar", "identifiant", "identificador",
    "номер", "код", "№",
))  # fmt: skip
# what a number may be the number of, as "numéro de contrat"; "número de empleados" counts
THINGS_OF = frozenset((
    "contrat", "contrato", "contratto", "commande", "dossier", "facture", "pedido", "expediente", "factura",
    "poliza", "apolice", "police", "polizza", "fattura", "ordine", "pratica", "socio", "membre", "umowy", "zamowienia",
    "faktury", "polisy", "sprawy", "smlouvy", "objednavky", "договора", "заказа", "счета", "заявки", "сделки",
    "полиса", "договору", "замовлення", "siparis", "sozlesme", "fatura", "الطلب", "العميل", "العقد", "לקוח", "הזמנה",
    "devis", "preventivo", "presupuesto", "orcamento", "oferta", "oferty", "offerta", "albaran", "siniestro",
    "sinistro", "nabidky", "zlecenia", "wniosku", "reklamacji", "предложения", "накладной",
    "πελάτη", "παραγγελίας", "klijenta", "pelanggan", "vertrag", "rechnung", "auftrag",
))  # fmt: skip
# a number of something, written to what it is the number of: Kundennummer, klantnummer, ügyfélszám, 顧客番号
NUMBER_ENDINGS = ("nummer", "nr", "numero", "szam", "zeichen", "номер", "番号", "コード", "编号", "編號", "编码",
                  "订单号", "合同号", "客户号", "会员号", "号码", "번호", "코드")  # fmt: skip
ALONE = frozenset((
    "folio", "expediente", "matricula", "identyfikator", "артикул", "azonosito", "аккаунт", "nota fiscal", "po",
    "vbeln", "ebeln", "matchcode", "mandant",
))  # fmt: skip
NO_NUMBERS = frozenset((
    "hausnummer", "huisnummer", "husnummer", "zimmernummer", "letszam", "versionsnummer", "kennzeichen",
    "hausnr", "huisnr", "husnr", "zimmernr", "versionsnr",
))  # fmt: skip
PLACES = frozenset(("house", "haus", "huis", "hus", "zimmer", "room"))  # whose number says where, not who
OF = frozenset(("de", "del", "della", "di", "du", "do", "la", "le", "el", "of", "the"))
JOINED = (*CLIENTS, *PEOPLE, *ROW, *THINGS)  # what an ending is written to without a break: kundennr
ENDINGS = ("id", "uuid", "guid", "nr", "no", "num", "number", "nummer")

# columns that name the rows, as patterns over whole names
NAMES_ROWS = (
    "id", "uuid", "guid", "iban", "account", "kunde", "kunden", "customer", "client", "contact", "lead", "record",
    "row", "index",
)  # fmt: skip
# digits that are codes and no amounts
CODES = (
    "zip", "postal", "postcode", "plz", "branch", "code", "iban", "bic", "id",
)  # fmt: skip
CODE_WORDS = frozenset((
    "zip", "postal", "postcode", "plz", "code", "branch", "account", "sku", "article", "item",
))  # fmt: skip
VERSIONS = frozenset((
    "version", "ver", "versao", "versione", "wersja", "verze", "release", "build", "firmware", "revision",
    "kernel", "sdk", "версия", "sürüm", "版本", "バージョン", "버전",
    "section", "chapter", "clause", "paragraph", "kapitel", "abschnitt", "chapitre", "capitulo", "seccion", "capitolo",
    "sezione", "secao", "rozdzial", "kapitola", "hoofdstuk", "kapittel", "раздел", "глава",
))  # fmt: skip
VERSIONS_OF = frozenset(("versao", "versione", "wersja", "verze", "версия"))  # "wersja aplikacji"

PHONE = (
    "phone", "telephone", "tel", "telefon", "telefono", "telefone", "telephon", "mobile", "mobil", "movil",
    "cell", "cellphone", "handy", "gsm", "whatsapp", "msisdn", "fax", "telefax", "landline", "festnetz",
    "rufnummer", "durchwahl", "telecopie", "portable",
    "celular", "natel", "cel", "cellulare", "mobiel", "telefoon", "telefonnummer", "komorka", "komorkowy", "faks",
    "telefonszam", "viber", "telegram",
    "телефон", "телефона", "тел", "мобильный", "мобильник", "моб", "сотовый", "факс", "мобільний",
    "τηλέφωνο", "κινητό", "τηλεφωνο", "κινητο",
    "電話", "電話番号", "携帯", "携帯電話", "ファックス", "电话", "手机", "手机号", "联系电话", "传真", "電話號碼",
    "手機",
    "전화", "전화번호", "휴대폰", "휴대전화", "핸드폰", "팩스",
    "هاتف", "الهاتف", "جوال", "الجوال", "موبايل", "فاكس", "טלפון", "נייד",
)  # fmt: skip
# parts of words that say so wherever they stand, beside digits: "Nr telefonu", Mobiltelefonnummer, 联系电话号码
PHONE_PARTS = (
    "telefon", "telephon", "puhelin", "telemovel", "komork", "handynum", "mobilnum", "mobilszam", "tlf", "tfno",
    "телефон", "τηλέφων", "電話", "电话", "手机", "携帯", "传真", "連絡先", "전화", "휴대폰", "핸드폰", "연락처",
    "هاتف", "جوال", "טלפון", "điện thoại", "โทร", "फ़ोन",
)  # fmt: skip
TAX = (
    "vat", "ustid", "ust", "uid", "tin", "ein", "ssn", "nif", "cif", "nie", "siren", "siret", "cnpj", "cpf",
    "cuit", "gstin", "gst", "pan", "abn", "duns", "iban", "bic", "swift", "passport", "partita", "tva", "iva",
    "mwst", "ahv", "steuernummer", "steuernr", "handelsregister", "kvk", "krs", "regon", "nip", "inn", "lei",
    "rfc", "curp", "tax", "ustidnr", "pesel", "kpp", "ogrn", "snils", "bsn", "bvn", "aadhaar", "cedula",
    "ruc", "nit", "nipc", "hrb", "momsnummer", "ytunnus", "vergino", "adoszam", "oib", "npwp", "uen", "dni",
    "sozialversicherungsnummer", "svnummer", "reisepassnummer", "ausweisnummer", "bankverbindung",
    "codfiscal", "αφμ", "纳税人识别号", "统一社会信用代码",
    "rut", "cuil", "ico", "dic", "edrpou", "tckn", "vkn", "orgnr", "organisationsnummer", "personnummer", "cvr",
    "cpr", "codicefiscale", "piva", "btw", "steuerid", "passeport", "pasaporte",
    "инн", "кпп", "огрн", "снилс", "бик", "паспорт", "єдрпоу", "едрпоу",
    "税号", "身份证", "身份证号", "統一編號", "法人番号", "マイナンバー", "사업자등록번호",
    "주민등록번호", "الرقمالضريبي",
)  # fmt: skip
TAX_PAIRS: frozenset[tuple[str, str]] = frozenset((
    ("tax", "id"), ("tax", "number"), ("tax", "no"), ("social", "security"), ("bank", "account"), ("routing", "number"),
    ("account", "iban"), ("register", "number"), ("registration", "number"), ("steuer", "nr"), ("national", "id"),
    ("credit", "card"), ("card", "number"), ("driver", "license"), ("driver", "licence"),
    ("driving", "license"), ("driving", "licence"), ("codice", "fiscale"), ("partita", "iva"),
    ("org", "nr"), ("tc", "kimlik"), ("rodne", "cislo"), ("securite", "sociale"), ("cod", "fiscal"),
    ("vergi", "no"), ("vergi", "numaras"), ("tva", "intracommunautaire"), ("numer", "dowodu"), ("umsatzsteuer", "id"),
    ("sv", "nummer"), ("identificacion", "fiscal"),
))  # fmt: skip
EMAIL = (
    "email", "mail", "emailaddress", "correo", "courriel", "e-mail", "eposta", "почта", "емейл", "邮箱", "电子邮件",
    "メール",
    "メールアドレス", "이메일", "البريد",
)  # fmt: skip
PAGE = (
    "url", "uri", "website", "webseite", "homepage", "linkedin", "facebook", "twitter", "instagram", "xing",
    "href", "сайт", "网址", "网站", "ウェブサイト", "홈페이지",
)  # fmt: skip
# what may follow the noun of a name: "phone (work)", "telefon 2"
TAIL = frozenset((
    "number", "no", "nr", "num", "nummer", "id", "1", "2", "3", "home", "work", "office", "business",
    "private", "primary", "main", "other", "personal", "address", "link", "profile", "direct", "alternate",
    "secondary", "country", "default", "numer", "numero", "номер", "рабочий", "клиента", "firmy", "firma", "empresa",
    "entreprise", "societe", "azienda", "spolecnosti", "klienta", "cliente", "client", "компании", "организации",
    "geschaftlich", "privat", "portable", "movil", "kom", "hp",
))  # fmt: skip

FIRST_NAMES = frozenset((
    "first name", "firstname", "given name", "vorname", "imie", "jmeno", "prenom", "voornaam", "fornamn", "fornavn",
    "primer nombre", "имя", "ім я", "名", "이름",
))  # fmt: skip
LAST_NAMES = frozenset((
    "last name", "lastname", "surname", "family name", "nachname", "nazwisko", "prijmeni", "nom de famille",
    "achternaam", "efternamn", "etternavn", "efternavn", "apellido", "apellidos", "cognome", "sobrenome", "soyad",
    "soyadi", "фамилия", "прізвище", "отчество", "姓", "성",
))  # fmt: skip
FULL_NAMES = frozenset((
    "full name", "fullname", "contact name", "client name", "customer name", "lead name", "person name",
    "imie i nazwisko", "osoba kontaktowa", "osoba do kontaktu", "kontaktni osoba", "kontaktna osoba",
    "kontaktperson", "ansprechpartner",
    "ansprechperson", "contact person", "contactpersoon", "persona de contacto", "pessoa de contato",
    "pessoa de contacto", "persona di contatto", "personne de contact", "persoana de contact", "yhteyshenkilo",
    "kapcsolattarto", "ilgili kisi", "контактное лицо", "контактна особа", "联系人", "聯絡人",
    "nombre completo", "nome completo", "nom complet", "фио", "姓名", "氏名", "성명", "الاسم",
))  # fmt: skip
COMPANY_NAMES = frozenset((
    "name", "company name", "account name", "deal name", "dealname", "opportunity name",
))  # fmt: skip
