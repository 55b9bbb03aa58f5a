"""Names of months in the languages that exports are written in; the words alone, nothing of dates."""

from __future__ import annotations

import unicodedata

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
    "Greek": "ιανουάριος|ιανουαρίου|ιαν φεβρουάριος|φεβρουαρίου|φεβ μάρτιος|μαρτίου|μαρ απρίλιος|απριλίου|απρ "
    "μάιος|μαΐου|μαϊ ιούνιος|ιουνίου|ιουν ιούλιος|ιουλίου|ιουλ αύγουστος|αυγούστου|αυγ σεπτέμβριος|σεπτεμβρίου|σεπ "
    "οκτώβριος|οκτωβρίου|οκτ νοέμβριος|νοεμβρίου|νοε δεκέμβριος|δεκεμβρίου|δεκ",
}


def _bare(word: str) -> str:
    """A word in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


_MONTHS = {
    _bare(word): month
    for names in _NAMES.values()
    for month, written in enumerate(names.split(), start=1)
    for word in written.split("|")
}


def month_of(word: str) -> int | None:
    """The month that a word names, 1 … 12, or None: "Mar", "März", "mars.", "marca" are 3."""
    return _MONTHS.get(_bare(word.strip(". ")))


def english_months() -> tuple[tuple[str, int], ...]:
    """The English words for months and their numbers."""
    return tuple(
        (word, month)
        for month, written in enumerate(_NAMES["English"].split(), start=1)
        for word in written.split("|")
    )
