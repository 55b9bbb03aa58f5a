"""The words, ticks and stage names by which values say yes, no or not yet, in the usual languages and CRMs."""

from __future__ import annotations


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split(", "))


YES_WORDS = ("yes", "y", "true", "t", "1", "ja", "j", "si", "sí", "sì", "oui", "o", "sim", "s", "converted")
NO_WORDS = (
    *("no", "n", "false", "f", "0", "nein", "non", "nao", "não", "nie", "nee", "net", "hayir", "iie", "нет"),
    *_words("nej, nei, nope, falsch, faux, falso, ложь, fałsz, yanlış, onwaar, nepravda, fals, hamis"),
    *("epätosi", "falsk", "falskt", "偽", "假", "거짓", "ні", "nē", "לא", "خیر", "नहीं", "ไม่ใช่"),
    *("hayır", "ei", "nem", "όχι", "tidak", "không"),
    *_words("いいえ, 否, нету, немає, yok, 無, 无, 無し, なし, 没有, 沒有, 없음, 아니오, 아니요, لا"),
)
OTHER_YES = (
    *_words("da, tak, evet, hai, да, はい, 是, var, есть, 有, あり, 有り, 있음, 예, 네, نعم"),
    *_words("igen, kyllä, ναι, yep, yeah, wahr, vrai, vero, verdadero, verdadeiro, истина, prawda"),
    *_words("doğru, waar, pravda, adevărat, igaz, tosi, sant, 真, 참, так, jā, taip, jah, כן"),
    *("بله", "हाँ", "ใช่"),
)
TICKS: dict[str, bool] = {**dict.fromkeys("✓✔☑✅√○◯⭕", True), **dict.fromkeys("✗✘✕✖❌×", False)}


# Whole values, letters and digits only; run-together forms are how HubSpot writes its stages inside.
WHOLE_YES = (
    *("closedwon", "closewon", "dealwon", "iswon", "contractsigned", "成約", "受注", "赢单", "成交"),
    *_words("выиграна, выиграно, успешно, 受注済, 契約済, 購入済, 成立, 已成交, 已签约, 签约, 赢得, 已购买"),
    *("수주", "성사", "성공", "계약완료", "구매"),
)
WHOLE_NO = _words(
    "closedlost, closelost, deallost, 失注, 输单, проиграна, проиграно, отказ, 不成立, 見送り, 辞退, 却下, "
    "丢单, 未成交, 流失, 拒绝, 已拒绝, 失败, 실주, 실패, 거절, 무산"
)
WHOLE_STAGE = (
    *("appointmentscheduled", "qualifiedtobuy", "presentationscheduled", "decisionmakerboughtin"),
    *("contractsent", "proposal price quote", "商談中", "в работе"),
    *_words(
        "商談, 提案, 見積, 見積提出, 交渉, アプローチ, ヒアリング, 訪問, 初回訪問, リード, 未対応, 新規, アポ"
    ),
    *_words("谈判, 商务谈判, 报价, 方案报价, 接洽, 初步接洽, 需求分析, 跟进, 线索, 新线索, 意向"),
    *("제안", "협상", "상담", "견적", "접촉", "신규", "리드"),
)
YES_TOKENS = (
    *("won", "win", "gewonnen", "gagne", "gagnee", "ganado", "ganada", "vinto", "vinta", "ganho", "ganha"),
    *("wygrana", "wygrano", "signed", "sold", "converted", "subscribed", "success", "successful", "accepted"),
    *("bought", "purchased", "renewed", "erfolgreich", "unterschrieben", "verkauft", "gekauft", "angenommen"),
    *_words("kazanıldı, kazanılan, vyhráno, vyhraná, vyhrané, získáno, vunnen, vunnet, såld, vundet"),
    *_words("solgt, voitettu, câștigat, câștigată, megnyert, виграно, виграна, выигран, выиграна, выиграно"),
    *("успешно", "успешная", "реализовано", "реализована", "продано", "куплено", "kupiono", "sprzedano"),
    *("signe", "vendu", "accepte", "converti", "firmado", "vendido", "aceptado", "convertido", "approved"),
)
NO_TOKENS = (
    *("lost", "lose", "verloren", "perdu", "perdue", "perdido", "perdida", "perso", "persa", "przegrana"),
    *("przegrano", "przegrane", "rejected", "declined", "refused", "denied", "dead", "junk", "spam"),
    *("disqualified", "unqualified", "abandoned", "withdrawn", "failed", "failure", "unsuccessful"),
    *_words("unsubscribed, abgelehnt, absage, abgesagt, disqualifiziert, refuse, abandonne, disqualifie"),
    *("kaybedildi", "kaybedilen", "reddedildi", "prohráno", "prohraná", "ztraceno", "zamítnuto", "odmítnuto"),
    *_words("förlorad, förlorat, avböjd, tabt, afvist, tapt, avslått, hävitty, menetetty, pierdut"),
    *_words("pierdută, respins, elveszett, elutasítva, програно, програна, відмова, проигран, проиграна"),
    *("проиграно", "отказ", "отклонена", "отклонено", "потеряна", "потерян", "odrzucona", "odrzucono"),
    *_words("rechazado, rechazada, descartado, descartada, rifiutato, rifiutata, recusado, disqualificato"),
)
STAGE_TOKENS = (
    *_words("prospecting, subscriber, prospect, prospects, qualification, qualified, qualifying, qualify"),
    *_words("negotiation, negotiations, negotiating, negotiate, engaging, engaged, engagement, proposal"),
    *("proposed", "proposition", "quote", "quoted", "quotation", "demo", "discovery", "analysis", "decision"),
    *_words("review, evaluation, evaluating, presentation, meeting, appointment, scheduled, contacted"),
    *_words("contacting, connecting, connected, nurturing, nurture, working, new, open, opened, lead"),
    *("mql", "sql", "sal", "opportunity", "draft", "submitted", "sent", "shortlisted", "shortlist", "trial"),
    *("poc", "pilot", "followup", "callback", "todo", "started", "interested", "identified", "assessment"),
    *_words("verhandlung, angebot, qualifizierung, qualifiziert, neu, kontaktiert, termin, erstkontakt"),
    *("interessent", "bedarfsanalyse", "ouvert", "ouverte", "negociation", "prospection", "nouveau", "devis"),
    *_words("qualifie, contacte, abierto, abierta, negociacion, nuevo, nueva, propuesta, prospeccion"),
    *("calificacion", "calificado", "cualificado", "contactado", "aperto", "aperta", "trattativa", "nuovo"),
    *("proposta", "qualificato", "contattato", "aberto", "aberta", "negociacao", "qualificacao", "otwarte"),
    *_words("negocjacje, oferta, onderhandeling, offerte, nieuw, committed, commit, upside, verbal"),
    *_words("erstgespräch, angebotsphase, angebotserstellung, präsentation, abschlussphase, entscheidung"),
    *_words("bedarfsermittlung, vertragsverhandlung, contacter, rdv, découverte, relance, cualificación"),
    *_words("presupuesto, reunión, interesado, contattare, preventivo, orçamento, reunião, apresentação"),
    *_words("nowy, nowa, nowe, spotkanie, openstaand, kwalificatie, açık, görüşme, teklif, müzakere"),
    *_words("otevřeno, otevřená, jednání, nabídka, kvalifikace, öppen, förhandling, offert, åben, åpen"),
    *_words("tilbud, forhandling, avoin, tarjous, neuvottelu, deschis, deschisă, negociere, nyitott"),
    *_words("ajánlat, tárgyalás, новая, новый, переговоры, предложение, квалификация, встреча, открыта"),
    *("открыто", "первичный", "согласование", "презентация", "нова", "переговори", "відкрита", "роботі"),
)
EVENT_TOKENS = (
    *("churn", "churned", "attrited", "exited", "cancelled", "canceled", "terminated", "lapsed", "defaulted"),
    *("default", "expired", "left", "gekundigt", "storniert", "resilie", "cancelado", "cancelada", "annule"),
    "inactive",
)
STAYS_TOKENS = _words("active, existing, retained, current, stayed, aktiv, actif, active, activo, attivo")

# turns round what follows
NOT_WORDS = (
    *("not", "no", "non", "never", "didn", "without", "nicht", "kein", "keine", "nie", "ohne", "pas", "sans"),
    *("nunca", "sin", "não", "sem", "senza", "mai", "niet", "geen", "не", "нет", "без", "ni", "brak", "bez"),
    *_words("ikke, inte, ej, ingen, inga, ei, nem, nu, fara, neni, nebyl, nebyla, nije, değil"),
)
# how words begin of what somebody may want or do in the end: turned round, they are a no
WANTED_STEMS = (
    *_words("customer, client, kunde, kundin, kunden, cliente, klient, member, mitglied, subscriber"),
    *_words(
        "interes, geinteress, interés, intéress, intresse, kiinnost, érdekl, zainteres, zájem, интерес, "
        "заинтерес"
    ),
    *_words("зацікав, ilgi, deal, buy, bought, purchas, sale, sell, sold, convert, konvert, order"),
    *_words("sign, subscri, accept, agree, approv, renew, qualif, fit, match, need, want, wish"),
    *_words("thank, budget, bid, opportun, contract, success, win, kauf, gekauft, verkauf, abschl"),
    *_words("auftrag, bestell, vertrag, bedarf, danke, wunsch, gewünscht, erwünscht, achat, achet, vend"),
    *_words("vent, besoin, merci, souhait, signé, compr, necesi, gracia, obrigad, precisa, acquist"),
    *_words("bisogn, grazie, kup, sprzed, umow, potrzeb, koop, gekocht, verkocht, behoefte, bedankt"),
    *_words("køb, köp, kjøp, sålt, solgt, behov, tack, takk, куп, прода, договор, нуж, спасибо"),
)
