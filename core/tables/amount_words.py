"""Words in names of columns of amounts, in the usual languages: price, Umsatz, net worth, 金額."""

from __future__ import annotations

from core.tables.name_words import letters_of, words

# no name of dates holds one of them
MEASURES = frozenset((
    "amount", "value", "price", "cost", "revenue", "total", "sum", "balance", "income", "salary", "budget", "fee",
    "spend", "spent", "paid", "size", "umsatz", "betrag", "preis", "summe", "importe", "monto", "montant", "valor",
    "valeur", "prix", "precio", "preco", "prezzo", "cena", "kwota", "castka", "belopp", "pris", "saldo", "solde",
    "somme",
))  # fmt: skip
# some of these have dates as well: "payment date"
AMOUNTS = MEASURES | frozenset((
    "premium", "turnover", "sale", "profit", "asset", "capital", "worth", "wealth", "debt", "earning", "investment",
    "expense", "payment", "charge", "ebitda", "population", "view", "byte",
    "vermogen", "einkommen", "gehalt", "kosten", "gewinn", "verlust", "schulden", "suma", "ingreso", "ventas", "gasto",
    "patrimonio", "patrimoine", "revenu", "reddito", "ricavi", "fatturato", "receita", "renda", "bedrag", "omzet",
    "prijs", "waarde", "przychod", "dochod", "wartosc", "hodnota", "trzba", "tutar", "fiyat", "gelir", "ciro",
    "сумма", "цена", "стоимость", "выручка", "доход", "оборот", "прибыль", "баланс", "зарплата", "сума", "ціна",
    "金額", "価格", "売上", "年収", "金额", "价格", "收入", "营业额", "总额", "금액", "가격", "매출", "소득",
    "المبلغ", "السعر", "القيمة", "סכום", "מחיר", "ποσό", "τιμή",
))  # fmt: skip
_JOINED = 5  # letters of a word that a longer one may hold: kaufpreis, netvalue


def says_amount(name: str) -> bool:
    """Whether a word of a name is one of amounts, or is made of one: "net worth", Jahresumsatz, 年間売上高."""
    said = {*words(name), *letters_of(name)}
    if said & AMOUNTS:
        return True
    joined = [word for word in AMOUNTS if len(word) >= _JOINED or not word.isascii()]
    return any(word in one and len(word) < len(one) for one in said for word in joined)
