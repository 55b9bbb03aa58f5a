"""What a column or table is proposed to be called on screen: its name taken apart, and what templates know."""

from __future__ import annotations

import re

_ABBREVIATIONS = {
    "nr": "number", "amt": "amount", "cust": "customer", "acct": "account", "dob": "date of birth",
    "dt": "date", "qty": "quantity", "addr": "address", "tel": "telephone", "desc": "description", "avg": "average",
    "pct": "percent", "perc": "percent", "bal": "balance", "cnt": "count", "txn": "transaction", "trx": "transaction",
    "dept": "department", "cd": "code", "ctry": "country", "prod": "product",
    "opp": "opportunity", "mgr": "manager", "prev": "previous", "freq": "frequency", "mth": "month",
}  # fmt: skip
_LAST = {"no": "number"}  # only as the last word: "account_no", not "no_of_calls"
_ACRONYMS = frozenset(
    (
        "id",
        "url",
        "vat",
        "iban",
        "bic",
        "sms",
        "crm",
        "kpi",
        "vip",
        "ip",
        "eur",
        "usd",
        "gbp",
        "chf",
        "gdp",
        "roi",
        "ltv",
    )
)
# Names written without a break, by systems that have them so: HubSpot's and Salesforce's properties, and their kin.
_WHOLE = {
    "firstname": "First name", "lastname": "Last name", "jobtitle": "Job title", "createdate": "Created on",
    "closedate": "Closed on", "dealname": "Deal name", "dealstage": "Deal stage", "dealtype": "Deal type",
    "lifecyclestage": "Lifecycle stage", "numemployees": "Number of employees", "annualrevenue": "Annual revenue",
    "numberofemployees": "Number of employees", "hs_object_id": "Record ID", "hs_lead_status": "Lead status",
    "notes_last_contacted": "Last contacted", "num_contacted_notes": "Times contacted", "isclosed": "Is closed",
    "iswon": "Is won", "stagename": "Stage", "leadsource": "Lead source", "ownerid": "Owner ID",
    "mobilephone": "Mobile phone", "hubspot_owner_id": "HubSpot owner ID",
}  # fmt: skip
_UCI = {
    "job": "Job", "marital": "Marital status", "default": "Credit in default", "balance": "Yearly balance (€)",
    "housing": "Housing loan", "loan": "Personal loan", "contact": "Contact type", "day": "Day of last contact",
    "day_of_week": "Weekday of last contact", "month": "Month of last contact", "duration": "Length of the call (s)",
    "campaign": "Contacts in this campaign", "pdays": "Days since last campaign", "previous": "Contacts before",
    "poutcome": "Outcome of last campaign", "emp.var.rate": "Employment variation rate",
    "cons.price.idx": "Consumer price index", "cons.conf.idx": "Consumer confidence index",
    "euribor3m": "Euribor, 3 months",
    "nr.employed": "People employed (thousands)", "y": "Subscribed to deposit",
}  # fmt: skip
_BERKA = {
    "a1": "District ID", "a2": "District", "a3": "Region", "a4": "Inhabitants", "a5": "Villages under 500",
    "a6": "Villages of 500 to 1,999", "a7": "Towns of 2,000 to 9,999", "a8": "Towns above 10,000", "a9": "Cities",
    "a10": "Urban share, %", "a11": "Average salary", "a12": "Unemployment 1995, %", "a13": "Unemployment 1996, %",
    "a14": "Entrepreneurs per 1,000", "a15": "Crimes 1995", "a16": "Crimes 1996", "k_symbol": "Purpose",
    "disp_id": "Disposition ID", "trans_id": "Transaction ID", "disp": "Disposition",
}  # fmt: skip
_TEMPLATES = {"uci": _UCI, "bank marketing": _UCI, "berka": _BERKA}


def proposed_name(name: str, layout: str | None = None) -> str:
    """A name in words: `num_emp_last_yr` is "Num emp last yr", `CustomerId` "Customer ID".

    Args:
        name: As the file has it. A name with a space was written for people and stays as it is.
        layout: The template that recognised the table, which may know what the column means.
    """
    known = next((names for word, names in _TEMPLATES.items() if layout and word in layout.lower()), {})
    whole = known.get(name.lower()) or _WHOLE.get(name.lower())
    if whole:
        return whole
    if re.search(r"\s", name.strip()) or not name.strip():
        return name
    words = _words(name)
    if not words:
        return name
    told = [_told(word, last=place == len(words) - 1 and place > 0) for place, word in enumerate(words)]
    text = " ".join(told)
    return text[:1].upper() + text[1:]


def lower_first(name: str) -> str:
    """A name inside a sentence: "Job title" is "job title", "VAT number" stays."""
    return name if name[1:2].isupper() or name[1:2].isdigit() else name[:1].lower() + name[1:]


def _words(name: str) -> list[str]:
    name = re.sub(r"__c$", "", name.strip())
    if not name.isupper():
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    words = [word for word in re.split(r"[\s_.\-]+", name) if word]
    shouted = name.isupper()
    return [word if word.isupper() and not shouted and len(word) > 1 else word.lower() for word in words]


def _told(word: str, *, last: bool) -> str:
    if word in _ACRONYMS:
        return word.upper()
    return (_LAST.get(word) if last else None) or _ABBREVIATIONS.get(word, word)
