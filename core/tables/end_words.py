"""Words of rows that close a table: totals in the languages of spreadsheets, and footers that programs print."""

from __future__ import annotations

import re

from core.tables.engine import literal


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_MEANS = (
    r"averages?|avg\.?|mean|(overall|grand|total) (average|mean)|(average|avg\.?|mean) (of|per|over) .+|ø|⌀",
    r"mittelwert|(gesamt)?durchschnitt|(durchschnitt|mittelwert|ø) (je|pro|über) .+|gemiddelde?( per .+)?",
    r"moyennes?( g[eé]n[eé]rale| totale| par .+)?|promedio( general| total| por .+)?",
    r"m[eé]dia|m[eé]dia (geral|generale|general|complessiva|por .+|per .+)|medie|mitjana",
    r"średnia( ogólna| na .+)?|srednia|prům[eě]r|priemer|átlag|keskiarvo|keskmine|ortalama|povprečje|prosje[ck]",
    r"medelvärde|genomsnitt|gjennomsnitt|gennemsnit|vidurkis|vidējais|μέσος όρος|rata-rata|trung bình",
    r"среднее( значение| по .+)?|в среднем|середнє|средно|平均[値值]?|均值|평균|المتوسط|ממוצע|ค่าเฉลี่ย|औसत",
)
_COUNTED = (
    r"rows|records|count|number|leads|clients|customers|contacts|accounts|companies|deals|amount|sum|value"
)
_SUMS = (
    r"((grand|overall|report|column|page|final|running)[ -])?(sub[ -]?)?totals?( \([^)]*\)|:? ?[\d.,' ]+)?",
    r"((grand|sub)[ -]?)?totals? (for|of|per) .+|sub[ -]?totals?:? .+",
    r".+ (sub[ -]?)?(totals?|ergebnis|summe|gesamt|somme|suma|razem|toplam|totaal|totalt|итого?|всего)",
    r".+(合計|小計|合计|小计|总计|總計|합계|소계)|(合計|小計|合计|小计|합계|소계)[ :：(（].+",
    r"totals? ?[:：] ?.+|grand totals? .+",
    rf"totals? (number of )?({_COUNTED})|totals?:? [\[(]?(eur|usd|gbp|chf|ht|ttc|net|gross|netto|brutto|[€$£])[\])]?",
    r"ttl\.?|tot\.|g\. ?total|[\[({]totals?[\])}]|montant total|sum total|sammanlagt|genel toplam|ara toplam",
    r"(gesamt|zwischen|end)?(summen?|ergebnis|total|betrag)|gesamt|insgesamt|summe .+|sums?|sum of .+",
    r"(sous-)?total(e|i)?( g[eé]n[eé]ral(e)?)?|somme|totaal|subtotaal|suma( total)?|razem|og[oó][lł]em",
    r"celkem|spolu|summa|toplam|totalt|yhteens[aä]|[oö]sszesen|итого( по .+)?|всего|сумма",
    r"total geral|totais|subtotais|soma|somma|i alt|jumlah( keseluruhan)?|σ|الإجمالي|المجموع( الكلي)?",
    r"(общий )?итог|сума|разом|ukupno|skupaj|vsota|общо|σύνολο|iš viso|kokku|kopā|łącznie|suma końcowa|totalsumme",
    r"סה[\"״]כ|รวม(ทั้งหมด)?|tổng( cộng)?|कुल|মোট|samtals|eindtotaal|összeg",
    r"合計(金額)?|総計|小計|总计|合计|小计|總計|总和|總和|计|計|합계|총계|소계",
)
_AROUND = ":*-–=# \t\r\n\xa0"
_FIGURES = (  # said of no sum; some of them are names as well
    r"max(imum)?|min(imum)?|median|std\.?( ?dev)?\.?|standard ?deviation|mediana?|m[eé]diane?|variance|range",
)
_RATES = (  # figures that nobody is called
    r"((conversion|win|won|clos(e|ing)|success|response|hit|churn|retention|growth|answer)[ -])+(rate|ratio)s?( %)?",
    r"(share|percent(age)?|rate|ratio|%) (of|yes|won|no|lost)\b.*|conversion( ?%)?|% ?total",
    r"(abschluss|erfolgs|konversions|gewinn|antwort)[ -]?(quote|rate)|anteil .+",
    r"(taux|tasa|taxa|tasso) (de |di )?.+|конверсия|доля .+|成約率|転換率|转化率|成交率|전환율|성사율",
)
_COUNTS = (r"(.{1,60} )?counts?|n|n rows|(row|record)s|anzahl|nombre|conteggio|cuenta|件数",)
_COUNTED_ROWS = (  # with how many there are: the other cells of the row may hold anything
    r"(anzahl|count|n|number|nombre|aantal|antal|liczba|počet|cantidad|número|numero|количество|件数)"
    r"( (of |de |di |der |von )?[^\W\d]{1,20})?\s?[:=]\s?\d[\d., ']*",
)
_BALANCES = (
    r"(opening|closing|starting|ending|final|initial|previous|current|available|account|book) balance",
    r"balance (brought|carried) (forward|down)|balance (as of|as at|on|at) .*\d.*",
    r"kontostand( (am|zum|vom) .+)?|(alter|neuer|aktueller) (kontostand|saldo)|(anfangs|end)bestand",
    r"(anfangs|end|schluss|abschluss|konto|begin|eind)saldo|(ut|in)gående saldo|(ancien|nouveau) solde",
    r"solde (initial|final|d'ouverture|de cl[oô]ture|cr[eé]diteur|d[eé]biteur|au .*\d.*)",
    r"saldo (inicial|final|anterior|actual|iniziale|finale|contabile|disponibile|końcowe|początkowe|dostępne)",
    r"(počáteční|konečný) zůstatek|(входящий|исходящий|начальный|конечный) (остаток|баланс)",
    r"期首残高|期末残高|繰越残高|期[初末]余额",
)
_REFERENCES = (  # names as well, so only where nothing else is named: all rows, a goal, another year
    r"targets?|goals?|budget|plan|forecast|benchmarks?|baseline|quota",
    r"(prior|previous|last) (year|month|quarter|period)|ziel(wert)?|soll|vorjahr|vormonat|planwert|objectifs?",
    r"ann[eé]e pr[eé]c[eé]dente|objetivo|año anterior|obiettivo|anno precedente|cel|poprzedni rok",
    r"план|цель|прошлый год|目標|前年|目标|去年|목표|전년",
    r"all|alle|tous|toutes|todos|todas|tutti|wszystkie|все|すべて|全部|全体|전체|overall",
    r"saldo|solde|balance|остаток|残高|余额",
)
_QUANTILES = (r"\d\d? ?%|[pq]\d\d?|(1st|3rd|lower|upper) quartile",)
# what stands beside totals: 133 Yes, 67 of 200, 33.5 % yes
_FIGURE_WORDS = re.compile(
    r"[-+]?\d[\d.,' ]*%?( ?(of|/|von|de|out of) ?\d[\d.,' ]*)?( ?\(?\d*[.,]?\d* ?%\)?)?( [^\W\d][\w-]*){0,2}",
    re.IGNORECASE,
)
_TOTAL = _any_of(*_SUMS, *_MEANS, *_FIGURES, *_COUNTS, *_RATES, *_COUNTED_ROWS, *_BALANCES)
_BALANCE, _REFERENCE = _any_of(*_BALANCES), _any_of(*_REFERENCES)
_SIGN = re.compile(r"\*{1,4}")  # how ledgers mark sums, and sums of sums
_SUM, _MEAN, _COUNT, _FIGURE = (
    _any_of(*_SUMS),
    _any_of(*_MEANS),
    _any_of(*_COUNTS),
    _any_of(*_FIGURES, *_COUNTS, *_QUANTILES),
)
_LINES = (
    "rows?|records?|lines?|entries|results?|items|zeilen|datens[aä]tze|eintr[aä]ge|lignes|filas|registros"
)
_FOOTER = _any_of(
    r"\W*(auto(matically)?[ -])?(generated|exported|created|printed|extracted|downloaded|produced|prepared)"
    r" (by|on|at|from|with|using|via)\b.*",
    r"(report|data|file|list|export) (was )?(generated|exported|created|run|as of|prepared)\b.*",
    r"(erstellt|exportiert|gedruckt|erzeugt) (am|von|mit|durch)\b.*|g[eé]n[eé]r[eé] (par|le)\b.*",
    r"(sources?|notes?|remarks?|disclaimer|quelle|hinweis|anmerkung|stand|as of|legend|report id)\s?:.*",
    r"((applied )?filters?( applied)?|run by|exported by)\s?:.*",
    rf"\W?\d[\d,.' ]* ({_LINES})\b.*",
    rf"(number of|total|showing|anzahl|nombre de) ({_LINES})\b.*",
    r".*\b(rows? affected|rows? (selected|returned|exported)|rows? in set)\b.*",
    r"(©|\(c\)|copyright)\b.*|©.*|.*\ball rights reserved\b.*",
    r"\W*(strictly )?confidential\b.*|.*\bdo not distribute\b.*",
    r"\W*(end|ende|fin) (of|der|des|du) (the )?\w+\W*|eof|page \d+( of \d+)?|seite \d+( von \d+)?",
    r"\W*(конец (отч[её]та|файла|списка|выгрузки)|fine (del )?(rapporto|report|elenco|file)|fim d[oa] \w+)\W*",
    r"\W*(koniec (raportu|pliku|listy)|einde (van (het|de) )?\w+|slut på \w+|rapor sonu|raportin loppu)\W*",
    r"\W*((報告|レポート|データ)?(以上|終わり|終了|ここまで)|以下(空白|余白))\W*",
    r"\W*((报告|報告|数据)?(结束|結束|完)|끝|이상|보고서 끝)\W*",
    r"\W*(streng )?vertraulich\b.*|\W*(strictement )?confidentiel(le)?\b.*|\W*(strettamente )?riservat[oa]\b.*",
    r"\W*(estrictamente |estritamente )?confidencial\b.*|\W*poufne\b.*|\W*конфиденциально\b.*|\W*gizlidir\b.*",
    r"\W*(社外秘|部外秘|機密|极密|机密|보안|대외비).{0,40}",
    r"(сформирован|создан|выгружен|экспортирован|напечатан)[оаы]?\b.*\d.*",
    r"(generad[oa]|exportad[oa]|cread[oa]|impres[oa]|gerad[oa]|emitid[oa]|generato|esportato|stampato)\b.*\d.*",
    r"(wygenerowan[oy]|utworzono|wydrukowano|gegenereerd|ge[eë]xporteerd|skapad|exporterad|oluşturulma)\b.*\d.*",
    r"([eé]dit[eé]|imprim[eé]|export[eé]|extrait)e?s? (le|du)\b.*",
    r"(作成|出力|印刷|生成|导出|打印|匯出|생성|출력|작성).{0,6}[:：].*",
    r"(источник|примечани[ея]|fuente|notas?|fonte|źródło|uwag[ai]|bron|opmerking|källa|remarques?)\s?[:：].*",
    r"(出典|出所|注記?|備考|数据来源|来源|备注|說明|说明|출처|비고)\s?[:：].*",
    r"(filtered by|show|sorted by|grouped by|filtres?|filtros?|filtri|filtry|фильтры?)\s?[:：].*",
    r"(筛选(条件)?|絞り込み|필터)\s?[:：].*",
    r"(всего|итого|кол-во|количество)? ?(записей|строк)\s?[:：]?\s?\d.*|total de (registros|filas|linhas)\s?:?\s?\d.*",
    r"(liczba|aantal|antal|número de|numero di|number of) .{1,20}[:：]\s?\d+",
    r"(件数|总数|總數|건수)\s?[:：]?\s?\d+.*|(全|計|共|总共|총)\s?\d[\d,]*\s?(件|行|条|條|笔|名|건|행).{0,10}",
    r"query (ok|returned|time)\b.*|(powered|provided) by\b.*",
    r"[-=_*#~]{3,}",
)


def is_total_label(cell: str) -> bool:
    """Whether a cell says that its row holds totals; "Total Ltd" does not."""
    has_letters = not cell.isascii() or cell.lower() != cell.upper()  # most cells of wide tables have none
    return has_letters and bool(_TOTAL.fullmatch(_bare(cell)))


def is_mean_label(cell: str) -> bool:
    """Whether they are means."""
    return bool(_MEAN.fullmatch(_bare(cell)))


def is_figure_label(cell: str) -> bool:
    """Whether they are no sums and no means: the largest, the smallest, how many, the middle one, a quarter."""
    return bool(_FIGURE.fullmatch(_bare(cell)) and not _SUM.fullmatch(_bare(cell)))


def is_count_label(cell: str) -> bool:
    """Whether they are how many rows there are."""
    return bool(_COUNT.fullmatch(_bare(cell)))


def is_balance_label(cell: str) -> bool:
    """Whether a cell says what is on an account before or after all rows."""
    return bool(_BALANCE.fullmatch(_bare(cell)))


def is_reference_label(cell: str) -> bool:
    """Whether a cell that begins a row may say that it holds all rows, a goal, or another year; names do so too."""
    return bool(_REFERENCE.fullmatch(_bare(cell)))


def is_sum_sign(cell: str) -> bool:
    """Whether a cell that begins a row is a sign of sums: * or **."""
    return bool(_SIGN.fullmatch(cell.strip()))


def is_figure(cell: str) -> bool:
    """Whether a cell is a figure with a word or two: "133 Yes", "67 of 200"."""
    return bool(_FIGURE_WORDS.fullmatch(cell.strip()))


def is_footer(text: str) -> bool:
    """Whether a text is what programs print below a table."""
    return bool(_FOOTER.fullmatch(text.strip()))


def total_label_sql(cell: str) -> str:
    """The same condition as `is_total_label` for the engine.

    Args:
        cell: An expression of text.
    """
    around = f"[{re.escape(_AROUND)}]*"  # the engine's trim takes ten times as long
    return f"regexp_full_match({cell}, {literal(f'{around}(?:{_TOTAL.pattern}){around}')}, 'i')"


def _bare(cell: str) -> str:
    return cell.strip(_AROUND)
