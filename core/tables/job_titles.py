"""What a job title says: how senior somebody is and in which department, and the part played when a company buys."""

from __future__ import annotations

import re

import pandas as pd

# The first pattern that matches wins; English, German, French, Spanish and Portuguese words as titles use them.
_SENIORITY: tuple[tuple[str, str], ...] = (
    ("vice president", r"\b(s?vp|evp|vice[- ]president|vice[- ]pr[ée]sident|bereichsleit\w*)\b"),
    ("board", r"\b(chief|c[efiotmdprsx]o|ciso|chro|president|(?<!product )owner|founder|(?<!business )partner|chair\w*|"
     r"vorstand\w*|gesch[äa]ftsf[üu]hr\w*|managing director|general manager|pdg|g[ée]rant|"
     r"director general|presidente|s[óo]cio)\b"),
    ("director", r"\b(director|directrice|directeur|direct(or|ora)|direktor\w*|diretor\w*)\b"),
    ("head", r"\b(head|lead|\w*leiter\w*|\w*leitung|responsable|chef|jefe|jefa|gerente|teamleit\w*|principal)\b"),
    ("assistant", r"\b(assistant|assistent\w*|intern|trainee|junior|working student|werkstudent\w*|praktikant\w*|"
     r"apprentice|stagiaire|becario|estagi[áa]ri[oa]|clerk|secretary)\b"),
    ("manager", r"\b(manager\w*|supervisor|coordinator|koordinator\w*|referent\w*|gestor\w*)\b"),
)  # fmt: skip
_DEPARTMENT: tuple[tuple[str, str], ...] = (
    ("purchasing", r"\b(purchas\w*|procure\w*|buyer|sourcing|einkauf\w*|eink[äa]uf\w*|achat\w*|compras?|"
     r"beschaffung\w*)\b"),
    ("finance", r"\b(cfo|financ\w*|finanz\w*|account(ant|ing)s?|controll\w*|treasur\w*|buchhalt\w*|tax|"
     r"audit\w*|compta\w*)\b"),
    ("IT", r"\b(cio|cto|ciso|it|i\.t\.|software|developer|engineer\w*|devops|data|system\w*|network|security|"
     r"technolog\w*|technical|informati\w*|entwickl\w*|architect\w*|programm\w*)\b"),
    ("legal", r"\b(legal|counsel|lawyer|compliance|recht\w*|jurist\w*|juridi\w*|attorney)\b"),
    ("people", r"\b(chro|hr|human resources?|people|talent|recruit\w*|personal\w*|payroll|rh)\b"),
    ("marketing", r"\b(cmo|marketing|brand|communicat\w*|content|pr|seo|growth|campaign|kommunikation\w*)\b"),
    ("sales", r"\b(cro|sales|account (manager|executive|director)|business development|vertrieb\w*|verkauf\w*|"
     r"ventas|vendas|ventes|commercial|customer success|key account)\b"),
    ("operations", r"\b(coo|operation\w*|logisti\w*|supply|production|produktion\w*|plant|quality|facility|betrieb\w*|"
     r"manufactur\w*|lager\w*)\b"),
    ("product", r"\b(cpo|product|produkt\w*|research|r&d|design\w*|ux|innovation)\b"),
    ("general management", r"\b(ceo|(?<!product )owner|founder|president|managing director|general manager|"
     r"gesch[äa]ftsf[üu]hr\w*|vorstand\w*|pdg|g[ée]rant|chair\w*|(?<!business )partner|director general)\b"),
)  # fmt: skip

SENIORITIES = ("board", "vice president", "director", "head", "manager", "specialist", "assistant")
OTHER, UNKNOWN = "other", "unknown"
DECIDES, PAYS, EVALUATES, BUYS, USES = "decides", "holds the budget", "evaluates it", "negotiates", "uses it"
ROLES = (DECIDES, PAYS, EVALUATES, BUYS, USES)
_TITLE_COLUMN = re.compile(
    r"(job[ _-]?)?title|position|job|role|funktion|jobtitel|cargo|puesto|poste", re.IGNORECASE
)


def is_title_column(name: str) -> bool:
    """True where a column's name says that it holds job titles."""
    return bool(_TITLE_COLUMN.fullmatch(name.strip()))


def read_titles(titles: pd.Series) -> pd.DataFrame:
    """Seniority and department of each title.

    Args:
        titles: (n,) job titles; missing ones are "unknown".

    Returns:
        (n rows): `seniority` (one of `SENIORITIES` or "unknown") and `department` (see `_DEPARTMENT`, "other" or
        "unknown"), with the index of `titles`.
    """
    text = titles.astype("string").str.strip().str.lower()
    known = {
        title: (_first(_SENIORITY, title, "specialist"), _first(_DEPARTMENT, title, OTHER))
        for title in text.dropna().unique()
        if title
    }
    pairs = [
        known.get(title, (UNKNOWN, UNKNOWN)) if isinstance(title, str) else (UNKNOWN, UNKNOWN)
        for title in text.to_numpy(dtype=object)
    ]
    return pd.DataFrame(pairs, columns=["seniority", "department"], index=titles.index)


def buying_role(seniority: str, department: str) -> str:
    """The part somebody usually plays when a company buys; one of `ROLES`, or "unknown".

    After the roles of the buying center: F. Webster, Y. Wind, "Organizational buying behavior", 1972 (decider, buyer,
    influencer, user).
    """
    if UNKNOWN in (seniority, department):
        return UNKNOWN
    if department == "purchasing":
        return BUYS
    if department == "finance":
        return PAYS
    if seniority in ("board", "vice president") or department == "general management":
        return DECIDES
    if department in ("IT", "legal", "product") or seniority in ("director", "head"):
        return EVALUATES
    return USES


def _first(patterns: tuple[tuple[str, str], ...], title: str, otherwise: str) -> str:
    for name, pattern in patterns:
        if re.search(pattern, title):
            return name
    return otherwise
