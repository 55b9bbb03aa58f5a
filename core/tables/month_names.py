"""Names of months in the languages that exports are written in; the words alone, nothing of dates."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# January to December, "|" between the ways of writing one: full, after a day (genitive), shortened.
# Source: Unicode CLDR, main/*/ca-gregorian, wide and abbreviated month names.
_NAMES = {
    "English": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
    "september|sep|sept october|oct november|nov december|dec",
    "German": "januar|janner|jan|jän februar|feber|feb märz|maerz|mrz|mär april|apr mai juni|jun juli|jul "
    "august|aug september|sept|sep oktober|okt november|nov dezember|dez",
    "French": "janvier|janv février|févr|fév mars avril|avr mai juin juillet|juil août septembre|sept octobre|oct "
    "novembre|nov décembre|déc",
    "Spanish": "enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago "
    "septiembre|setiembre|sep|set octubre|oct noviembre|nov diciembre|dic",
    "Italian": "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago "
    "settembre|set|sett ottobre|ott novembre|nov dicembre|dic",
    "Portuguese": "janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago "
    "setembro|set outubro|out novembro|nov dezembro|dez",
    "Dutch": "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep|sept "
    "oktober|okt november|nov december|dec",
    "Polish": "styczeń|stycznia|sty luty|lutego|lut marzec|marca|mar kwiecień|kwietnia|kwi maj|maja "
    "czerwiec|czerwca|cze lipiec|lipca|lip sierpień|sierpnia|sie wrzesień|września|wrz październik|października|paź "
    "listopad|listopada|lis grudzień|grudnia|gru",
    "Czech": "leden|ledna|led únor|února|úno březen|března|bře duben|dubna|dub květen|května|kvě červen|června|čvn "
    "červenec|července|čvc srpen|srpna|srp září|zář říjen|října|říj listopad|listopadu|lis prosinec|prosince|pro",
    "Swedish": "januari|jan februari|feb mars|mar april|apr maj juni|jun juli|jul augusti|aug september|sep|sept "
    "oktober|okt november|nov december|dec",
    "Danish": "januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sep oktober|okt "
    "november|nov december|dec",
    "Norwegian": "januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sep "
    "oktober|okt november|nov desember|des",
    "Finnish": "tammikuu|tammikuuta|tammi helmikuu|helmikuuta|helmi maaliskuu|maaliskuuta|maalis "
    "huhtikuu|huhtikuuta|huhti toukokuu|toukokuuta|touko kesäkuu|kesäkuuta|kesä heinäkuu|heinäkuuta|heinä "
    "elokuu|elokuuta|elo syyskuu|syyskuuta|syys lokakuu|lokakuuta|loka marraskuu|marraskuuta|marras "
    "joulukuu|joulukuuta|joulu",
    "Turkish": "ocak|oca şubat|şub mart|mar nisan|nis mayıs|may haziran|haz temmuz|tem ağustos|ağu eylül|eyl ekim|eki "
    "kasım|kas aralık|ara",
    "Romanian": "ianuarie|ian februarie|feb martie|mar aprilie|apr mai iunie|iun iulie|iul august|aug "
    "septembrie|sept octombrie|oct noiembrie|nov|noi decembrie|dec",
    "Hungarian": "január|jan február|feb|febr március|márc április|ápr május|máj június|jún július|júl "
    "augusztus|aug szeptember|szept október|okt november|nov december|dec",
    "Russian": "январь|января|янв февраль|февраля|фев|февр март|марта|мар апрель|апреля|апр май|мая июнь|июня|июн "
    "июль|июля|июл август|августа|авг сентябрь|сентября|сен|сент октябрь|октября|окт ноябрь|ноября|ноя|нояб "
    "декабрь|декабря|дек",
    "Ukrainian": "січень|січня|січ лютий|лютого|лют березень|березня|бер квітень|квітня|квіт травень|травня|трав "
    "червень|червня|черв липень|липня|лип серпень|серпня|серп вересень|вересня|вер жовтень|жовтня|жовт "
    "листопад|листопада|лист грудень|грудня|груд",
    "Croatian": "siječanj|siječnja|sij veljača|veljače|velj ožujak|ožujka|ožu travanj|travnja|tra svibanj|svibnja|svi "
    "lipanj|lipnja|lip srpanj|srpnja|srp kolovoz|kolovoza|kol rujan|rujna|ruj listopad|listopada|lis "
    "studeni|studenoga|studenog|stu prosinac|prosinca|pro",
    "Slovak": "január|januára|jan február|februára|feb marec|marca|mar apríl|apríla|apr máj|mája jún|júna júl|júla "
    "august|augusta|aug september|septembra|sep október|októbra|okt november|novembra|nov december|decembra|dec",
    "Slovenian": "januar|januarja februar|februarja marec|marca april|aprila maj|maja junij|junija julij|julija "
    "avgust|avgusta|avg september|septembra oktober|oktobra november|novembra december|decembra",
    "Serbian": "јануар|јан фебруар|феб март|мар април|апр мај јун јул август|авг септембар|сеп октобар|окт "
    "новембар|нов децембар|дец",
    "Bulgarian": "януари|ян февруари|февр март април|апр май юни юли август|авг септември|септ октомври|окт "
    "ноември|ноем декември|дек",
    "Catalan": "gener|gen febrer|febr març abril|abr maig juny juliol|jul agost|ag setembre|set octubre|oct "
    "novembre|nov desembre|des",
    "Indonesian": "januari|jan februari|feb maret|mar april|apr mei juni|jun juli|jul agustus|agu|agt september|sep "
    "oktober|okt november|nov desember|des",
    "Lithuanian": "sausio|sausis vasario|vasaris kovo|kovas balandžio|balandis gegužės|gegužė birželio|birželis "
    "liepos|liepa rugpjūčio|rugpjūtis rugsėjo|rugsėjis spalio|spalis lapkričio|lapkritis gruodžio|gruodis",
    "Latvian": "janvāris|janv februāris|febr marts aprīlis|apr maijs jūnijs|jūn jūlijs|jūl augusts|aug "
    "septembris|sept oktobris|okt novembris|nov decembris|dec",
    "Estonian": "jaanuar|jaan veebruar|veebr märts aprill|apr mai juuni juuli august|aug september|sept oktoober|okt "
    "november|nov detsember|dets",
    "Hebrew": "ינואר|בינואר|ינו פברואר|בפברואר|פבר מרץ|במרץ אפריל|באפריל|אפר מאי|במאי יוני|ביוני יולי|ביולי "
    "אוגוסט|באוגוסט|אוג ספטמבר|בספטמבר|ספט אוקטובר|באוקטובר|אוק נובמבר|בנובמבר|נוב דצמבר|בדצמבר|דצמ",
    "Arabic": "يناير فبراير مارس أبريل|ابريل مايو يونيو يوليو أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر",
    "Thai": "มกราคม|มค กุมภาพันธ์|กพ มีนาคม|มีค เมษายน|เมย พฤษภาคม|พค มิถุนายน|มิย กรกฎาคม|กค สิงหาคม|สค กันยายน|กย "
    "ตุลาคม|ตค พฤศจิกายน|พย ธันวาคม|ธค",
    "Roman figures": "romani romanii romaniii romaniv romanv romanvi romanvii romanviii romanix romanx "
    "romanxi romanxii",
    "Greek": "ιανουάριος|ιανουαρίου|ιαν φεβρουάριος|φεβρουαρίου|φεβ μάρτιος|μαρτίου|μαρ απρίλιος|απριλίου|απρ "
    "μάιος|μαΐου|μαϊ ιούνιος|ιουνίου|ιουν ιούλιος|ιουλίου|ιουλ αύγουστος|αυγούστου|αυγ σεπτέμβριος|σεπτεμβρίου|σεπ "
    "οκτώβριος|οκτωβρίου|οκτ νοέμβριος|νοεμβρίου|νοε δεκέμβριος|δεκεμβρίου|δεκ",
}


def _bare(word: str) -> str:
    """A word in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


_MONTHS: dict[str, dict[str, int]] = {
    language: {
        _bare(word): month
        for month, written in enumerate(names.split(), start=1)
        for word in written.split("|")
    }
    for language, names in _NAMES.items()
}
_ANY = {word: month for months in reversed(_MONTHS.values()) for word, month in months.items()}


def month_of(word: str) -> int | None:
    """The month that a word names, 1 … 12, or None: "Mar", "März", "mars.", "marca" are 3."""
    return _ANY.get(_bare(word.strip(". ")))


def months_of(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Those of some words that name a month, and which one: listopad is October beside rujna, November beside września.

    A word counts in the language that knows most of the words.
    """
    known = {word: _bare(word) for word in words if month_of(word) is not None}
    rated = sorted(_MONTHS.values(), key=lambda months: -sum(bare in months for bare in known.values()))
    return tuple(
        (word, next(months[bare] for months in rated if bare in months)) for word, bare in known.items()
    )


def english_months() -> tuple[tuple[str, int], ...]:
    """The English words for months and their numbers."""
    return tuple(
        (word, month)
        for month, written in enumerate(_NAMES["English"].split(), start=1)
        for word in written.split("|")
    )
