"""Made-up files with the columns and leaks of two well-known kinds: X Education's leads, and a Salesforce report."""

from __future__ import annotations

import numpy as np
import pandas as pd

# Of X Education's leads: column -> value -> (rows of 1,000, % of them that converted), roughly as in the public file.
X_EDUCATION: dict[str, dict[str | None, tuple[int, int]]] = {
    "Lead Origin": {
        "Landing Page Submission": (529, 36),
        "API": (387, 31),
        "Lead Add Form": (78, 92),
        "Lead Import": (6, 24),
    },
    "Lead Source": {
        "Google": (310, 40),
        "Direct Traffic": (276, 32),
        "Olark Chat": (190, 26),
        "Organic Search": (125, 38),
        "Reference": (58, 92),
        "Welingak Website": (15, 98),
        "Referral Sites": (14, 25),
        "Facebook": (12, 20),
    },
    "Do Not Email": {"No": (921, 40), "Yes": (79, 16)},
    "Do Not Call": {"No": (999, 38), "Yes": (1, 100)},
    "Last Activity": {
        "Email Opened": (375, 36),
        "SMS Sent": (299, 63),
        "Olark Chat Conversation": (106, 9),
        "Page Visited on Website": (70, 24),
        "Converted to Lead": (47, 13),
        "Email Bounced": (36, 8),
        "Email Link Clicked": (29, 27),
        "Form Submitted on Website": (13, 24),
        "Unreachable": (10, 33),
        "Unsubscribed": (7, 26),
        "Had a Phone Conversation": (3, 73),
        None: (11, 80),
    },
    "Country": {"India": (702, 37), None: (266, 44), "United States": (7, 26), "United Arab Emirates": (6, 38)},
    "Specialization": {
        "Select": (210, 41),
        None: (156, 15),
        "Finance Management": (106, 45),
        "Human Resource Management": (92, 46),
        "Marketing Management": (91, 49),
        "Operations Management": (54, 47),
        "Business Administration": (44, 44),
        "IT Projects Management": (40, 38),
    },
    "How did you hear about X Education": {
        "Select": (546, 45),
        None: (239, 16),
        "Online Search": (87, 42),
        "Word Of Mouth": (38, 44),
        "Student of SomeSchool": (34, 46),
        "Other": (20, 38),
    },
    "What is your current occupation": {
        "Unemployed": (606, 44),
        None: (291, 14),
        "Working Professional": (76, 92),
        "Student": (23, 37),
    },
    "Tags": {
        None: (363, 25),
        "Will revert after reading the email": (224, 97),
        "Ringing": (130, 3),
        "Interested in other courses": (56, 2),
        "Already a student": (50, 1),
        "Closed by Horizzon": (39, 99),
        "switched off": (26, 2),
        "Busy": (20, 57),
        "Lost to EINS": (19, 98),
        "Not doing further education": (16, 1),
        "Interested  in full time MBA": (13, 3),
        "Graduation in progress": (12, 6),
        "invalid number": (9, 1),
        "Diploma holder (Not Eligible)": (7, 2),
        "wrong number given": (5, 0),
        "opp hangup": (4, 9),
    },
    "Lead Quality": {
        None: (516, 21),
        "Might be": (169, 76),
        "Not Sure": (118, 24),
        "High in Relevance": (69, 95),
        "Worst": (65, 2),
        "Low in Relevance": (63, 82),
    },
    "Lead Profile": {
        "Select": (449, 41),
        None: (293, 15),
        "Potential Lead": (175, 79),
        "Other Leads": (53, 37),
        "Student of SomeSchool": (26, 4),
        "Lateral Student": (3, 96),
        "Dual Specialization Student": (2, 100),
    },
    "City": {"Mumbai": (349, 40), "Select": (244, 42), None: (154, 15), "Thane & Outskirts": (81, 45)},
    "Asymmetrique Activity Index": {None: (456, 40), "02.Medium": (415, 36), "01.High": (89, 36), "03.Low": (39, 27)},
    "Asymmetrique Profile Index": {None: (456, 40), "02.Medium": (302, 28), "01.High": (238, 48), "03.Low": (3, 20)},
    "A free copy of Mastering The Interview": {"No": (687, 40), "Yes": (313, 36)},
    "Last Notable Activity": {
        "Modified": (369, 23),
        "Email Opened": (306, 37),
        "SMS Sent": (235, 69),
        "Page Visited on Website": (34, 29),
        "Olark Chat Conversation": (20, 14),
        "Email Link Clicked": (19, 26),
        "Email Bounced": (6, 15),
        "Unsubscribed": (5, 30),
        "Unreachable": (3, 69),
        "Had a Phone Conversation": (2, 93),
    },
}  # fmt: skip
X_EDUCATION_LEAKS = ("Tags", "Lead Quality", "Lead Profile", "Last Notable Activity")
X_EDUCATION_ASKED = (
    "Last Activity",
)  # written by the same hand; known beforehand only if it is frozen at a day

SALESFORCE_LEAKS = ("Stage", "Probability (%)", "Expected Revenue")
SALESFORCE_ASKED = ("Close Date", "Next Step", "Forecast Category", "Last Activity")


def x_education(n: int = 4000, seed: int = 0) -> pd.DataFrame:
    """Leads of an education company: each column is drawn by itself, given whether the lead converted."""
    rng = np.random.default_rng(seed)
    yes = rng.random(n) < 0.385
    minutes = np.where(rng.random(n) < np.where(yes, 0.2, 0.27), 0, rng.gamma(1.1, np.where(yes, 750, 350)))
    visits = rng.poisson(np.where(yes, 3.6, 3.3)).astype(float)
    score = np.where(rng.random(n) < 0.456, np.nan, rng.normal(np.where(yes, 14.6, 14.2), 1.4).round())
    columns: dict[str, object] = {
        "Prospect ID": [f"{i * 2654435761 % 2**32:08x}-bd{i:04d}" for i in range(n)],
        "Lead Number": 660737 - np.arange(n) * 7,
        "Converted": yes.astype(int),
        "TotalVisits": visits,
        "Total Time Spent on Website": minutes.astype(int),
        "Page Views Per Visit": np.round(visits / rng.integers(1, 4, n), 2),
        "Asymmetrique Activity Score": score,
        "Asymmetrique Profile Score": score + np.round(rng.normal(2, 1.5, n)),
    }
    for name, shares in X_EDUCATION.items():
        columns[name] = _drawn(shares, yes, rng)
    order = [
        "Prospect ID",
        "Lead Number",
        "Lead Origin",
        "Lead Source",
        "Do Not Email",
        "Do Not Call",
        "Converted",
    ]
    return pd.DataFrame(columns)[order + [name for name in columns if name not in order]]


def _drawn(
    shares: dict[str | None, tuple[int, int]], yes: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    values = np.array(list(shares), dtype=object)
    rows = np.array([n for n, _ in shares.values()], dtype=float)
    rate = np.array([percent / 100 for _, percent in shares.values()])
    drawn = np.empty(len(yes), dtype=object)
    for answer, weight in ((True, rows * rate), (False, rows * (1 - rate))):
        drawn[yes == answer] = rng.choice(values, int((yes == answer).sum()), p=weight / weight.sum())
    return drawn


def salesforce_report(n: int = 3000, seed: int = 0) -> pd.DataFrame:
    """Closed opportunities as a report exports them, with the stage and what follows from it as of today."""
    rng = np.random.default_rng(seed)
    won = rng.random(n) < 0.3
    created = pd.Timestamp("2023-01-02") + pd.to_timedelta(np.sort(rng.integers(0, 700, n)), unit="D")
    took = rng.integers(3, 120, n) + np.where(won, 15, 0)
    amount = np.round(rng.lognormal(9, 1, n), 2)
    done = rng.random(n) < 0.9  # what is left at the last open stage by a careless hand
    probability = np.where(won, np.where(done, 100, 90), np.where(done, 0, rng.choice([10, 20, 50], n)))
    return pd.DataFrame(
        {
            "Opportunity ID": [f"006Aa{i:010d}AAA" for i in range(n)],
            "Account Name": rng.choice([f"Firm {i}" for i in range(300)], n),
            "Type": rng.choice(["New Business", "Renewal"], n),
            "Lead Source": rng.choice(["Web", "Event", "Partner", "Phone"], n),
            "Industry": rng.choice(["Retail", "Energy", "Health"], n),
            "Employees": rng.integers(5, 5000, n),
            "Amount": amount,
            "Created Date": created,
            "Close Date": created + pd.to_timedelta(took, unit="D"),
            "Stage": np.where(
                probability == 100, "Closed Won", np.where(probability == 0, "Closed Lost", "Negotiation")
            ),
            "Probability (%)": probability,
            "Expected Revenue": np.round(amount * probability / 100, 2),
            "Forecast Category": np.where(
                probability == 100, "Closed", np.where(probability == 0, "Omitted", "Pipeline")
            ),
            "Next Step": np.where(
                rng.random(n) < np.where(won, 0.7, 0.4), rng.choice(["Call", "Send offer"], n), None
            ),
            "Last Activity": created + pd.to_timedelta(took + rng.integers(-3, 20, n), unit="D"),
            "Opportunity Owner": rng.choice(["Ann", "Bob", "Cyd", "Dan"], n),
            "Became Customer": np.where(won, "yes", "no"),
        }
    )
