"""How amounts of money are marked: signs, abbreviations and ISO 4217 codes, before or after the number."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ISO = (
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNH",
    "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD",
    "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR",
    "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD",
    "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP",
    "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB",
    "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RMB", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR",
    "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SYP", "SZL", "THB", "TJS", "TMT", "TND",
    "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF",
    "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWL", "BTC", "ETH", "USDT",
)  # fmt: skip
_SAME = {  # other ways to mark a currency, by its code; where several countries share a sign, the sign stays
    "EUR": ("€", "euro", "euros", "Euro", "Euros", "EURO", "Eur", "€uro"),
    "USD": ("US$", "US $", "U$S", "USD$", "dollar", "dollars", "Dollar", "Dollars"),
    "GBP": ("£", "￡", "GB£"),
    "INR": ("₹", "Rs.", "Rs"),
    "BRL": ("R$", "R $"),
    "CAD": ("CA$", "C$", "CAD$", "Can$"),
    "AUD": ("AU$", "A$", "AUD$"),
    "NZD": ("NZ$", "NZD$"),
    "HKD": ("HK$",),
    "SGD": ("SG$", "S$"),
    "TWD": ("NT$",),
    "MXN": ("MX$", "Mex$"),
    "ARS": ("AR$",),
    "CLP": ("CL$", "CLP$"),
    "COP": ("COL$", "CO$"),
    "CHF": ("SFr.", "SFr", "Fr.", "sfr."),
    "PLN": ("zł", "zl", "zł."),
    "CZK": ("Kč", "Kc"),
    "HUF": ("Ft", "Ft."),
    "RON": ("lei",),
    "BGN": ("лв.", "лв"),
    "RUB": ("₽", "руб.", "руб", "р.", "р", "рублей", "рубля", "рубль"),
    "UAH": ("₴", "грн.", "грн"),
    "TRY": ("₺", "TL"),
    "ILS": ("₪", "NIS"),
    "KRW": ("₩", "￦", "원"),
    "CNY": ("元", "CN¥", "人民币", "人民幣", "圆"),
    "JPY": ("円", "JP¥"),
    "VND": ("₫", "đ"),
    "THB": ("฿", "บาท"),
    "PHP": ("₱", "Php"),
    "NGN": ("₦",),
    "KZT": ("₸",),
    "GHS": ("₵", "GH₵", "GH¢"),
    "CRC": ("₡",),
    "PYG": ("₲",),
    "GEL": ("₾",),
    "AMD": ("֏",),
    "AZN": ("₼",),
    "MNT": ("₮",),
    "LAK": ("₭",),
    "IDR": ("Rp.", "Rp"),
    "MYR": ("RM",),
    "KES": ("KSh", "Ksh", "KSh.", "KES."),
    "TZS": ("TSh",),
    "UGX": ("USh",),
    "PEN": ("S/.", "S/"),
    "BOB": ("Bs.", "Bs"),
    "AED": ("Dhs.", "Dhs", "Dh", "د.إ"),
    "EGP": ("E£", "LE"),
    "SAR": ("SR", "ر.س", "﷼"),
    "RSD": ("din.", "din", "дин."),
    "MKD": ("ден",),
    "ZAR": ("R",),
    "BTC": ("₿",),
    "$": ("＄",),
    "¥": ("￥",),
    "kr": ("kr.", "Kr", "Kr.", "KR"),  # Sweden, Norway, Denmark, Iceland
}
_SIGNS = ("$", "¥", "kr", "¢")
_CODE_OF = {mark: code for code, marks in _SAME.items() for mark in marks}
_LOWER = (
    "eur", "usd", "gbp", "chf", "jpy", "inr", "cad", "aud", "sek", "nok", "dkk", "pln", "czk", "huf", "brl",
    "mxn", "cny", "rub", "zar",
)  # fmt: skip
_MARKS = sorted({*_ISO, *_LOWER, *_SAME, *_CODE_OF, *_SIGNS}, key=lambda m: (-len(m), m))
MARK = (
    "(?:" + "|".join(re.escape(mark).replace("\\ ", " ") for mark in _MARKS) + ")"
)  # for Python and RE2 alike


def currency_of(mark: str) -> str:
    """The ISO code of a mark, or the mark itself where several countries use it: "R$" is BRL, "$" stays "$"."""
    mark = mark.strip()
    if mark.upper() in _ISO:
        return mark.upper()
    return _CODE_OF.get(mark, mark)


def are_mixed(currencies: Iterable[str]) -> bool:
    """Whether amounts in these currencies cannot be compared; a bare "$" is taken for the one dollar beside it."""
    found = set(currencies)
    if "$" in found and (
        dollars := found & {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP"}
    ):
        found -= {"$"} if len(dollars) == 1 else set()
    for sign, codes in (("kr", {"SEK", "NOK", "DKK", "ISK"}), ("¥", {"JPY", "CNY"})):
        if sign in found and len(found & codes) == 1:
            found -= {sign}
    return len(found) > 1
