"""Small table sets made by hand, without rows: a B2B CRM, a bank, and pieces to build others."""

from __future__ import annotations

from core.tables.table import Column, Role, Table
from core.tables.table_set import Link, LinkedTable, TableSet

_ROLES = {
    "n": Role.NUMBER,
    "c": Role.CATEGORY,
    "d": Role.DATE,
    "b": Role.YES_NO,
    "t": Role.TEXT,
    "i": Role.ID,
}


def linked(name: str, columns: str, **fields: object) -> LinkedTable:
    """A table from "name:role …"; roles are n(umber), c(ategory), d(ate), b (yes/no), t(ext), i(d)."""
    made = []
    for word in columns.split():
        column, role = word.rsplit(":", 1)
        column = column.replace("~", " ")
        made.append(Column(name=column, role=_ROLES[role], guessed_role=_ROLES[role], n_distinct=9))
    table = Table(content_hash=name, name=name, source_name=f"{name}.csv", n_rows=10, columns=tuple(made))
    return LinkedTable.model_validate({"table": table, **fields})


def links(*pairs: str) -> tuple[Link, ...]:
    """Links from "table.column=to"."""
    made = []
    for pair in pairs:
        left, to = pair.split("=")
        table, column = left.split(".")
        made.append(Link(table=table, column=column, to=to))
    return tuple(made)


def b2b() -> TableSet:
    """Contacts of companies, what they did, and the companies' opportunities, filled in when they close."""
    return TableSet(
        tables=(
            linked("company", "company_id:i industry:c revenue:n", primary_key="company_id", kind="company"),
            linked(
                "contact",
                "contact_id:i company_id:i rep_id:i title:t age:n opted_in:b country:c created:d",
                primary_key="contact_id",
                time_column="created",
                kind="contact",
            ),
            linked(
                "activity",
                "activity_id:i contact_id:i kind:c minutes:n happened:d",
                primary_key="activity_id",
                time_column="happened",
                kind="activity",
            ),
            linked(
                "opportunity",
                "opportunity_id:i company_id:i rep_id:i source:c amount:n created:d stage:c close_value:n closed:d",
                primary_key="opportunity_id",
                time_column="created",
                late_time="closed",
                late_columns=("stage", "close_value", "closed"),
                kind="opportunity",
            ),
            linked("sales_rep", "rep_id:i region:c", primary_key="rep_id", kind="sales_rep"),
            linked("sales team", "team~id:i größe:n 名前:c", primary_key="team id"),
        ),
        links=links(
            "contact.company_id=company",
            "activity.contact_id=contact",
            "opportunity.company_id=company",
            "contact.rep_id=sales_rep",
            "opportunity.rep_id=sales_rep",
        ),
    )


def bank() -> TableSet:
    """Clients, transfers between them, and the products they bought."""
    return TableSet(
        tables=(
            linked("client", "client_id:i segment:c", primary_key="client_id", kind="client"),
            linked(
                "transfer",
                "transfer_id:i from_client:i to_client:i amount:n day:d",
                primary_key="transfer_id",
                time_column="day",
                kind="transfer",
            ),
            linked(
                "product",
                "product_id:i client_id:i product:c opened:d",
                primary_key="product_id",
                time_column="opened",
                kind="product",
            ),
        ),
        links=links("transfer.from_client=client", "transfer.to_client=client", "product.client_id=client"),
    )
