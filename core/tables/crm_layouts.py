"""Sets of tables that are recognised by their names and columns, and what is known of their keys and clocks.

Sources: Salesforce, Object Reference for the Salesforce Platform (standard objects and fields); HubSpot, default
property labels of exports; P. Berka, Guide to the Financial Data Set (PKDD'99).
"""

from __future__ import annotations

from dataclasses import dataclass, field

_LATE_DEAL = (
    "stage|deal stage|stage name|status|outcome|result|value|amount|close value|revenue|lost reason|reason"
)


@dataclass(frozen=True)
class TableTemplate:
    """One table of a layout. Names are compared as words: `AccountId` is "account id"; "|" parts alternatives.

    Attributes:
        kind: What its rows are.
        names: Table names, at the beginning or the end of the table's own.
        columns: Groups of column names; one of each must be there.
        key, time, late_time: The columns that name a row and tell its times, where there.
        late: Columns known only from `late_time` on.
        links: Column names and the kinds of table they point at.
        by_columns: The columns tell enough, whatever the table is called.
    """

    kind: str
    names: str
    columns: tuple[str, ...] = ()
    key: str = ""
    time: str = ""
    late_time: str = ""
    late: str = ""
    links: dict[str, str] = field(default_factory=dict)
    by_columns: bool = False


_SALESFORCE_OWNER = {"owner id": "user"}
_WHO = {"who id": "contact|lead", "what id": "opportunity|company", "account id": "company"}
_CLIENT_AND_ACCOUNT = {"client id": "client", "account id": "account"}

CRM_LAYOUTS: dict[str, tuple[TableTemplate, ...]] = {
    "Salesforce export": (
        TableTemplate(
            "opportunity",
            "opportunity",
            ("id", "stage name", "close date"),
            key="id",
            time="created date",
            late_time="close date",
            late="stage name|amount|is won|is closed|probability|forecast category|forecast category name"
            "|expected revenue|has open activity|fiscal year|fiscal quarter|fiscal",
            links={
                "account id": "company",
                "campaign id": "campaign",
                "contact id": "contact",
                **_SALESFORCE_OWNER,
            },
            by_columns=True,
        ),
        TableTemplate(
            "campaign_member",
            "campaign member",
            ("campaign id", "contact id|lead id", "created date|first responded date|status"),
            key="id",
            time="created date",
            late_time="first responded date",
            late="status|has responded",
            links={"campaign id": "campaign", "contact id": "contact", "lead id": "lead"},
            by_columns=True,
        ),
        TableTemplate(
            "lead",
            "lead",
            ("id", "is converted|lead source|converted date", "company|email|last name"),
            key="id",
            time="created date",
            late_time="converted date",
            late="status|is converted|converted account id|converted contact id|converted opportunity id",
            links={
                "converted account id": "company",
                "converted contact id": "contact",
                "converted opportunity id": "opportunity",
                **_SALESFORCE_OWNER,
            },
        ),
        TableTemplate(
            "contact",
            "contact",
            ("id", "account id", "email|last name|title|name"),
            key="id",
            time="created date",
            links={"account id": "company", "reports to id": "contact", **_SALESFORCE_OWNER},
        ),
        TableTemplate(
            "activity",
            "task",
            ("id", "who id|what id", "activity date|created date"),
            key="id",
            time="created date|activity date",
            late_time="completed date time",
            late="status|is closed|call disposition",
            links={**_WHO, **_SALESFORCE_OWNER},
        ),
        TableTemplate(
            "activity",
            "event",
            ("id", "who id|what id", "start date time|activity date|created date"),
            key="id",
            time="start date time|activity date|created date",
            links={**_WHO, **_SALESFORCE_OWNER},
        ),
        TableTemplate(
            "campaign",
            "campaign",
            ("id", "name", "type|status|start date|is active"),
            key="id",
            time="created date|start date",
            links={"parent id": "campaign", **_SALESFORCE_OWNER},
        ),
        TableTemplate(
            "user",
            "user",
            ("id", "username|email|profile id|user role id|is active"),
            key="id",
            time="created date",
            links={"manager id": "user"},
        ),
        TableTemplate(
            "company",
            "account",
            ("id", "name", "created date|owner id|parent id|industry"),
            key="id",
            time="created date",
            links={"parent id": "company", **_SALESFORCE_OWNER},
        ),
    ),
    "HubSpot export": (
        TableTemplate(
            "opportunity",
            "deal",
            ("record id", "deal name|deal stage", "create date|close date"),
            key="record id",
            time="create date",
            late_time="close date",
            late="deal stage|amount|amount in company currency|closed won reason|closed lost reason|is closed won"
            "|is deal closed|deal probability|forecast amount|weighted amount",
            links={
                "associated company ids primary": "company",
                "associated company ids": "company",
                "associated company id": "company",
                "associated contact ids": "contact",
                "associated contact id": "contact",
            },
            by_columns=True,
        ),
        TableTemplate(
            "contact",
            "contact",
            ("record id", "email|first name", "lifecycle stage|create date|lead status"),
            key="record id",
            time="create date",
            late_time="became a customer date",
            late="lifecycle stage|lead status",
            links={
                "associated company ids primary": "company",
                "associated company ids": "company",
                "associated company id": "company",
                "primary associated company id": "company",
            },
            by_columns=True,
        ),
        TableTemplate(
            "activity",
            "activity|call|email|meeting|note|task",
            ("record id", "activity date|create date", "associated contact ids|associated company ids"),
            key="record id",
            time="activity date|create date",
            links={"associated contact ids": "contact", "associated company ids": "company"},
        ),
        TableTemplate(
            "company",
            "company",
            ("record id", "company name|company domain name", "create date|industry|lifecycle stage"),
            key="record id",
            time="create date",
            links={"parent company id": "company"},
            by_columns=True,
        ),
    ),
    "B2B CRM": (
        TableTemplate(
            "campaign_member",
            "campaign member|campaign response|campaign contact",
            ("campaign id|campaign", "contact id|contact|lead id|company id"),
            time="responded on|responded at|responded date|joined on|created on|date",
        ),
        TableTemplate(
            "contact",
            "contact|person",
            (
                "contact id|person id|id|contact",
                "company id|account id|company|account|organization id|email|job title",
            ),
            key="contact id|person id|id",
            time="created on|created at|created date|created",
        ),
        TableTemplate(
            "lead",
            "lead|qualified lead|prospect",
            ("lead id|mql id|prospect id|id",),
            key="lead id|mql id|prospect id|id",
            time="first contact date|created on|created at|created date|created",
        ),
        TableTemplate(
            "company",
            "company|account|organization|organisation|customer|firm|seller|merchant",
            (
                "company id|account id|organization id|seller id|customer id|id|company|account|name",
                "industry|sector|employees|revenue|domain|size|seller city|country|city",
            ),
            key="company id|account id|organization id|seller id|customer id|id|company|account",
            time="customer since|created on|created at|created date|created",
        ),
        TableTemplate(
            "opportunity",
            "opportunity|deal|closed deal|sales pipeline|pipeline",
            (
                "opportunity id|deal id|mql id|id",
                "stage|deal stage|status|value|close value|amount|won date|close date|closed on|closed at",
            ),
            key="opportunity id|deal id|id|mql id",
            time="created on|created at|created date|engage date|opened on|open date|created|start date",
            late_time="closed on|closed at|close date|closed date|won date",
            late=_LATE_DEAL,
        ),
        TableTemplate(
            "activity",
            "activity|interaction|engagement|touchpoint|event|meeting|call|email",
            (
                "activity id|interaction id|event id|id|kind|type|activity type|channel|subject",
                "contact id|company id|account id|lead id|contact|company|opportunity id",
            ),
            key="activity id|interaction id|event id|id",
            time="happened on|happened at|occurred at|activity date|date|timestamp|created on|created at",
        ),
        TableTemplate("campaign", "campaign", ("campaign id|id|campaign",), key="campaign id|id|campaign"),
        TableTemplate(
            "sales_rep",
            "rep|sales rep|sales team|sales agent|salesperson|user|owner|employee",
            ("rep id|sales rep id|sales agent|agent id|owner id|user id|employee id|id",),
            key="rep id|sales rep id|sales agent|agent id|owner id|user id|employee id|id",
        ),
        TableTemplate(
            "product", "product|item", ("product id|product|sku|id",), key="product id|sku|id|product"
        ),
    ),
    "Retail bank": (
        TableTemplate(
            "client",
            "client|customer|kunde",
            ("client id|customer id|id",),
            key="client id|customer id|id",
            time="client since|customer since|created on|created at|joined on",
        ),
        TableTemplate(
            "transfer",
            "transfer|payment",
            (
                "from client|from client id|from account|from account id|from company|sender|sender id|source",
                "to client|to client id|to account|to account id|to company|receiver|receiver id|target",
            ),
            key="transfer id|payment id|id",
            time="sent on|sent at|date|timestamp|booked on",
        ),
        TableTemplate(
            "transaction",
            "transaction|trans|booking",
            ("account id|account|client id", "amount"),
            key="transaction id|trans id|id",
            time="date|booked on|booked at|timestamp|created at",
            links={"account id": "account", "client id": "client"},
        ),
        TableTemplate(
            "disposition",
            "disp|disposition",
            ("client id", "account id"),
            key="disp id|disposition id|id",
            links=_CLIENT_AND_ACCOUNT,
        ),
        TableTemplate(
            "account",
            "account|konto",
            ("account id|id",),
            key="account id|id",
            time="opened on|opened at|date|created on",
            links={"client id": "client", "district id": "district"},
        ),
        TableTemplate(
            "loan",
            "loan|credit",
            ("loan id|id", "account id|client id"),
            key="loan id|id",
            time="date|granted on|opened on",
            links=_CLIENT_AND_ACCOUNT,
        ),
        TableTemplate(
            "order",
            "order|standing order",
            ("order id|id", "account id|client id"),
            key="order id|id",
            links=_CLIENT_AND_ACCOUNT,
        ),
        TableTemplate(
            "card",
            "card|credit card",
            ("card id|id", "disp id|account id|client id"),
            key="card id|id",
            time="issued|issued on|date",
            links={"disp id": "disposition", **_CLIENT_AND_ACCOUNT},
        ),
        TableTemplate(
            "call",
            "call|contact|phone call",
            (
                "client id|customer id|account id",
                "date|called on|called at|happened on|started at|outcome|duration",
            ),
            key="call id|contact id|id",
            time="called on|called at|happened on|started at|date",
            links={"client id": "client", "customer id": "client"},
        ),
        TableTemplate("product", "product", ("product id|id|product",), key="product id|id|product"),
        TableTemplate(
            "district",
            "district|region|branch",
            ("district id|id|a1|region id|branch id",),
            key="district id|id|a1",
        ),
    ),
}
