"""One table: an immutable Parquet file named by content hash, and what is known of its columns."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from core.record import Record
from core.settings import load_settings
from core.storage import fingerprint
from core.tables.almost import Almost
from core.tables.number_marks import Mark
from core.tables.numbers import DecimalMark
from core.tables.recoding import ColumnRecoding, Recoding
from core.tables.set_aside import SetAside

if TYPE_CHECKING:  # opening the app needs to know of tables, not to read one
    import numpy as np
    import pandas as pd


class Role(StrEnum):
    """What a column is used for."""

    ID = "id"
    NUMBER = "number"
    CATEGORY = "category"
    YES_NO = "yes/no"
    DATE = "date"
    TEXT = "text"
    TARGET = "target"
    IGNORE = "ignore"


FEATURE_ROLES = (Role.NUMBER, Role.CATEGORY, Role.YES_NO, Role.DATE)


class Column(Record):
    """One column and the role it plays.

    Attributes:
        name: The header as the file has it (made unique where it repeats).
        role: The role in force; the user may have corrected it.
        guessed_role: The role the reader proposed.
        why: One plain sentence on why that role was proposed.
        n_missing: Rows without a value.
        n_distinct: Distinct values (missing not counted).
        n_unreadable: Filled cells that are no number or date and count as missing; the notes say more.
        excluded_because: Set when the column must not be used to predict, with the reason.
        never_values: Numbers that stand for "never" or "none", such as 999 or -1 in `pdays`;
            the feature encoder splits them off into a yes/no input.
        n_undecided: Dates as 03/04/2024 of which the cells do not tell enough which is the day: all of the column's,
            or those beside others that are written the other way.
        day_first: How these were read.
        unsure_mark: What the mark of 1.234 is read as, where every cell of the column is written so.
        made_of: The columns that a key was made of, see `core.tables.made_keys`; () for a column of the file.
        currencies: Of amounts, the currencies found, each with its cells, the most frequent first.
        names_row: It was looked up only to name a row of another table.
        counts_days: It was made of a date and holds the days from it to the day of the question.
        almost: Set where most cells are numbers or dates and the column is not read so.
        display_name: What it is called on screen and in exports, where a person said so (see `core.tables.display`).
        value_names: What its values are called there, as (value, shown name) pairs.
    """

    name: str
    role: Role
    guessed_role: Role
    why: str = ""
    n_missing: int = 0
    n_distinct: int = 0
    n_unreadable: int = 0
    excluded_because: str | None = None
    never_values: tuple[float, ...] = ()
    display_name: str | None = None
    value_names: tuple[tuple[str, str], ...] = ()
    n_undecided: int = 0
    day_first: bool = True
    unsure_mark: Mark | None = None
    made_of: tuple[str, ...] = ()
    currencies: tuple[tuple[str, int], ...] = ()
    counts_days: bool = False
    names_row: bool = False
    almost: Almost | None = None

    @property
    def holds_codes(self) -> bool:
        """Whether its numbers name something and are shown as they are written: 5002, not 5,002."""
        return self.role is not Role.NUMBER


class RejectedLine(Record):
    """A line of the file that is not a row of the table."""

    line: int  # 1-based, as an editor counts
    reason: str
    text: str  # its beginning, at most 200 characters


class Table(Record):
    """A table as read from one file. `content_hash` names the Parquet file under the tables folder.

    Attributes:
        content_hash: SHA-256 of the uploaded bytes and the reading options, 16 hex digits.
        name: The table's name, from the file name.
        source_name: The uploaded file's name.
        n_rows: Rows kept, in file order.
        columns: The columns in file order.
        layout: The name of a recognised layout ("UCI Bank Marketing", …) or None.
        target_hint: The proposed target and positive value, when the layout or names tell.
        file_order_is_time: True when the layout says that rows are in order of time.
        rejected: The first rejected lines (at most 1,000); `n_rejected` counts all.
        set_aside: What stood in the file and is no row, or was changed: title lines, totals, footers, …
        notes: Plain sentences about how the file was read (encoding, delimiter, renamed headers).
        decimal: The decimal mark of its file, for cells such as 1.234 that are read anew; None: not known.
        display_name: What it is called on screen, where a person said so.
        recoded_from: The content hash of the table whose values were changed, or None; undo goes back to it.
        recoding: Those changes.
        read_hash: The content hash of the file as it was read, where columns were made beside its own since.
        split_from: The column (table, column) whose lists of keys its rows are the entries of, or None.
        made_of: The columns (table, column) whose different values its rows are; () for every other table.
    """

    content_hash: str
    name: str
    source_name: str
    n_rows: int
    columns: tuple[Column, ...]
    layout: str | None = None
    target_hint: tuple[str, str] | None = None
    file_order_is_time: bool = False
    n_rejected: int = 0
    rejected: tuple[RejectedLine, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[str, ...] = ()
    decimal: DecimalMark | None = None
    display_name: str | None = None
    recoded_from: str | None = None
    recoding: Recoding | None = None
    read_hash: str | None = None
    split_from: tuple[str, str] | None = None
    made_of: tuple[tuple[str, str], ...] = ()

    @property
    def directory(self) -> Path:
        return load_settings().tables_dir / self.content_hash

    @property
    def parquet(self) -> Path:
        return self.directory / "table.parquet"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError lists the known ones."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"no column {name!r}; known: {[c.name for c in self.columns]}")

    @property
    def roles_key(self) -> str:
        """A short hash of the roles, exclusions and "never" values in force; with `content_hash` it names
        what features can be made of the table.
        """
        return fingerprint(
            [[c.name, c.role, c.excluded_because, list(c.never_values)] for c in self.columns], length=8
        )

    @property
    def typed_key(self) -> str:
        """Names the values as `frame` gives them: the file's content, read with the roles in force."""
        return f"{self.content_hash}-{self.roles_key}"

    def with_roles(self, roles: dict[str, Role]) -> Table:
        """The same table with corrected roles."""
        columns = tuple(
            column.model_copy(update={"role": roles.get(column.name, column.role)}) for column in self.columns
        )
        return self.model_copy(update={"columns": columns})

    @property
    def without_texts(self) -> Table:
        """The table without what is told of its file in the file's own words: lines that are no rows, odd cells."""
        columns = tuple(column.model_copy(update={"almost": None}) for column in self.columns)
        left = {"rejected": (), "set_aside": (), "notes": (), "columns": columns}
        return self.model_copy(update=left)

    @property
    def base_hash(self) -> str:
        """The content hash of the table before anything was changed in its values."""
        return self.recoded_from or self.content_hash

    @property
    def file_hash(self) -> str:
        """The content hash of the file as it was read, whatever was changed in its values or made of them since."""
        return self.read_hash or self.base_hash

    def value_change(self, column: str) -> ColumnRecoding | None:
        """What was changed in a column's values, or None."""
        return None if self.recoding is None else self.recoding.of(column)

    @property
    def id_column(self) -> str | None:
        return next((c.name for c in self.columns if c.role is Role.ID), None)

    def frame(self, columns: list[str] | None = None) -> pd.DataFrame:
        """The rows in file order (index 0 … n_rows - 1), all columns or the named ones, typed by role.

        Numbers are float64 or int64, dates datetime64, everything else text; missing is NaN, NaT or None. A
        role that the user corrected wins over what the file seemed to hold: text in a number column becomes
        missing, codes in a category column become text without ".0".
        """
        import pandas as pd

        frame = pd.read_parquet(self.parquet, columns=columns)
        for column in self.columns:
            if column.name in frame.columns:
                frame[column.name] = typed(frame[column.name], column.role)
        return frame

    def head(self, n: int = 200) -> pd.DataFrame:
        """The first `n` rows, without reading the others."""
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.parquet) as file:
            batch = next(file.iter_batches(batch_size=n), None)
            frame: pd.DataFrame = (batch or file.schema_arrow.empty_table()).to_pandas()
        for column in self.columns:
            frame[column.name] = typed(frame[column.name], column.role)
        return frame

    def ids(self) -> np.ndarray:
        """One id a row, unique, as str objects, shape (n_rows,): the id column's, or "#1", "#2", … made from
        the row's place in the file. Where an id repeats, its later rows get " (2)", " (3)", …
        """
        import numpy as np
        import pandas as pd

        if self.id_column is None:
            return np.array([f"#{i}" for i in range(1, self.n_rows + 1)], dtype=object)
        values = self.frame([self.id_column])[self.id_column].astype("string")
        values = values.fillna(pd.Series([f"#{i}" for i in range(1, self.n_rows + 1)]))
        seen = values.groupby(values).cumcount()
        marked = values.where(seen == 0, values + " (" + (seen + 1).astype("string") + ")")
        return np.asarray(marked.astype(object))


def typed(values: pd.Series, role: Role) -> pd.Series:
    """The values as the role wants them; the same object where they are so already."""
    import pandas as pd

    is_number = pd.api.types.is_numeric_dtype(values.dtype)
    is_date = pd.api.types.is_datetime64_any_dtype(values.dtype)
    if role is Role.NUMBER and not is_number:
        if is_date:
            return (values - pd.Timestamp(0)) / pd.Timedelta(days=1)
        return pd.to_numeric(values, errors="coerce")
    if role is Role.DATE and not is_date:
        from core.tables.date_series import as_dates  # the engine, which most tables do without here

        return as_dates(values)  # of workspaces of before: now such a column is stored as dates
    if role in (Role.CATEGORY, Role.YES_NO, Role.TARGET, Role.TEXT, Role.ID) and (is_number or is_date):
        if is_number and bool((values.dropna() % 1 == 0).all()):
            values = values.astype("Int64")
        return values.astype("str").where(values.notna())
    return values
