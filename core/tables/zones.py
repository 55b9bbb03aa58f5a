"""Times that name their zone: where a column mixes several, all are turned into UTC and it is said."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from typing import TYPE_CHECKING

from core.tables.engine import quoted

if TYPE_CHECKING:
    import duckdb

_ZONE = "'\\d:\\d\\d(:\\d\\d([.,]\\d+)?)? ?(Z|UTC|GMT|[+-]\\d\\d(:?\\d\\d)?)$'"


def zone_sql(column: str) -> str:
    """The zone that a cell names, such as Z or +02:00; "" where it names none."""
    return f"regexp_extract({column}, {_ZONE}, 3, 'i')"


def minutes_sql(zone: str) -> str:
    """A zone's minutes ahead of UTC."""
    digits = f"regexp_replace({zone}, '[^0-9]', '', 'g')"
    minutes = (
        f"60 * try_cast(left({digits}, 2) AS INTEGER) + coalesce(try_cast(substr({digits}, 3) AS INTEGER), 0)"
    )
    return f"CASE WHEN {zone} LIKE '+%' THEN {minutes} WHEN {zone} LIKE '-%' THEN -({minutes}) ELSE 0 END"


def settle_zones(connection: duckdb.DuckDBPyConnection, name: str, parsed: str) -> list[str]:
    """Turns the times of a column into UTC where they name different zones, or some none.

    Args:
        connection: Holds the table `raw`.
        name: The column as written.
        parsed: Its times as read so far, each in its own zone (quoted).

    Returns:
        A note for people, if there was anything to settle.
    """
    column = quoted(name)
    zone = zone_sql(column)
    found = connection.execute(
        f"SELECT upper({zone}) AS z, count(*) AS n FROM raw WHERE {parsed} IS NOT NULL "
        f"AND contains({column}, ':') GROUP BY 1 ORDER BY n DESC, z"
    ).fetchall()
    ahead = {_minutes(connection, str(written)) if written else None for written, _ in found}
    if len(ahead) < 2:
        return []
    connection.execute(
        f"UPDATE raw SET {parsed} = {parsed} - to_minutes(CAST({minutes_sql(zone)} AS BIGINT))"
    )
    words = ", ".join(f"{written or 'none'} in {count:,} rows" for written, count in found[:5])
    return [
        f"{name}: its times are written in several time zones ({words}); all are turned into UTC, "
        "and those without a zone are taken as UTC."
    ]


def _minutes(connection: duckdb.DuckDBPyConnection, written: str) -> int:
    ((minutes,),) = connection.execute(
        f"SELECT {minutes_sql('z')} FROM (SELECT ? AS z)", [written]
    ).fetchall()
    return int(minutes)
