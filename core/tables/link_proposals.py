"""Keys, links and times of a set of tables, proposed by names and by what the values are."""

from __future__ import annotations

from dataclasses import dataclass

from core.tables.chance_overlap import chance_overlap, is_count
from core.tables.crm_layouts import TableTemplate
from core.tables.crm_recognition import column_named, columns_named, recognise_layout
from core.tables.entity_table import is_made_of_columns
from core.tables.key_overlap import KeyMeasure, Overlap, measuring
from core.tables.key_proposals import GENERIC, KeyProposal, propose_key
from core.tables.key_spellings import MOST_LOST, nearly_found
from core.tables.link_names import BY_NAME, name_likeness, says_which_way, speaks_of_itself
from core.tables.list_tables import list_place, split_places, with_lists_split, without_left_lists
from core.tables.made_keys import is_declined, with_made_key
from core.tables.name_words import says_id, without_id, words
from core.tables.salesforce_ids import with_long_ids
from core.tables.shared_keys import with_keys_of_parents, with_shared_keys
from core.tables.table import Column, Role
from core.tables.table_set import Link, LinkedTable, TableSet
from core.tables.time_proposals import propose_times, with_written_dates

_NEARLY_ALL = 0.8  # of the different values are keys, or nearly are
_FEWEST = 3  # different values
_CALLED_SO = 0.75  # from this likeness on a name alone is enough, where small whole numbers meet by chance
_BY_CHANCE = 0.5  # what such values count beside others
_ONLY_VALUES = 0.7  # confidence of a link that values alone speak for
_DOCUMENTATION = frozenset(
    ("dictionary", "readme", "metadata", "codebook", "glossary", "legend", "documentation")
)
_DOCUMENTED = ({"field", "description"}, {"column", "description"}, {"variable", "description"})


@dataclass(frozen=True)
class _Candidate:
    """One column that may name rows of one table."""

    link: Link
    overlap: Overlap
    likeness: float
    own: bool  # the column is called after the table it points at

    @property
    def rank(self) -> tuple[float, bool, float, int]:
        return (self.link.confidence, self.own, self.overlap.share, self.overlap.n_keys)


def propose_links(tables: TableSet) -> TableSet:
    """The set with everything that can be told from names and values: kinds, keys, links and times.

    Keys, times and links that are there already stay. Tables that only describe the others get the kind
    "documentation" and no links.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    tables = _with_dates(without_left_lists(tables))
    layout, templates = recognise_layout(tables)
    notes: list[str] = [] if layout is None else [f"Recognised by names and columns: {layout}."]
    tables, more = with_long_ids(tables)
    notes += more
    with measuring(tables) as measure:
        keyed, more = _with_keys(tables, templates, measure)
        notes += more
        keyed, more = with_keys_of_parents(keyed, measure.of(keyed))
        notes += more

        def likeness(linked: LinkedTable, column: Column, parent: LinkedTable) -> float:
            return _likeness(linked, column, parent, templates)[0]

        keyed, more = with_lists_split(keyed, measure.of(keyed), likeness)
        notes += more
        linked = keyed.model_copy(update={"links": _links(keyed, templates, measure.of(keyed))})
    linked, more = _set_aside(linked)
    linked, hubs = with_shared_keys(propose_times(linked, templates))
    more += hubs
    kept = tuple(note for note in [*tables.notes, *notes, *more])
    return linked.model_copy(update={"layout": layout, "notes": tuple(dict.fromkeys(kept))})


def _with_dates(tables: TableSet) -> TableSet:
    return tables.model_copy(
        update={
            "tables": tuple(
                linked.model_copy(update={"table": with_written_dates(linked.table)})
                for linked in tables.tables
            )
        }
    )


def _with_keys(
    tables: TableSet, templates: dict[str, TableTemplate], measure: KeyMeasure
) -> tuple[TableSet, list[str]]:
    notes: list[str] = []
    keyed = tables
    for before in tables.tables:
        linked, template = before, templates.get(before.name)
        changes: dict[str, object] = {}
        if template is not None and linked.kind is None:
            changes["kind"] = template.kind
        if linked.primary_key is None and not _is_documentation(linked) and list_place(linked.table) is None:
            preferred = None if template is None else column_named(linked, template.key)
            found = propose_key(tables, linked, measure, preferred)
            if found.made_of and is_declined(tables, linked, found.made_of):
                found = KeyProposal(None, 0.0, found.why)
            if found.made_of:
                linked = with_made_key(linked, found.made_of)
                notes.append(f"{linked.name} gets the key {found.column}: {found.why}")
            confidence = round(found.confidence, 2)
            changes |= {"primary_key": found.column, "key_why": found.why, "key_confidence": confidence}
        keyed = keyed.with_table(linked.model_copy(update=changes))
    return keyed, notes


def _links(tables: TableSet, templates: dict[str, TableTemplate], measure: KeyMeasure) -> tuple[Link, ...]:
    """The best link of each column, those that were there first; two keys point at each other only once."""
    said = {link.name for link in tables.links} | {".".join(place) for place in split_places(tables)}
    best: dict[str, _Candidate] = {}
    for linked in tables.tables:
        if _is_documentation(linked):
            continue
        for column in linked.table.columns:
            if f"{linked.name}.{column.name}" in said or column.role in (Role.DATE, Role.YES_NO):
                continue
            is_name = is_made_of_columns(linked.table) and column.name == linked.primary_key
            if is_name or len(column.made_of) == 1:
                continue  # it names its own row and no other
            found = _candidates(tables, linked, column, templates, measure)
            if found:
                best[f"{linked.name}.{column.name}"] = max(found, key=lambda item: item.rank)
    for name, candidate in sorted(best.items()):
        back = best.get(f"{candidate.link.to}.{tables.table(candidate.link.to).primary_key}")
        own_key = tables.table(candidate.link.table).primary_key
        if back is None or back.link.to != candidate.link.table or candidate.link.column != own_key:
            continue
        if back is not candidate and _is_child(back, candidate):
            del best[name]
    return (*tables.links, *(candidate.link for candidate in best.values()))


def _is_child(one: _Candidate, other: _Candidate) -> bool:
    """Of two tables with the same keys: True where the first one is the part of the other."""
    mine = (one.overlap.share, one.own, one.link.confidence, one.link.table)
    yours = (other.overlap.share, other.own, other.link.confidence, other.link.table)
    return mine > yours


def _candidates(
    tables: TableSet,
    linked: LinkedTable,
    column: Column,
    templates: dict[str, TableTemplate],
    measure: KeyMeasure,
) -> list[_Candidate]:
    found: list[_Candidate] = []
    if column.n_distinct == 0:
        return found
    for parent in tables.tables:
        key = parent.primary_key
        if key is None or _is_documentation(parent) or (parent.name == linked.name and key == column.name):
            continue
        likeness, how = _likeness(linked, column, parent, templates)
        by_template = _template_says(linked, column.name, parent, templates)
        candidate = _candidate(linked, column, parent, key, likeness, how, measure, by_template=by_template)
        if candidate is not None:
            found.append(candidate)
    return found


def _likeness(
    linked: LinkedTable, column: Column, parent: LinkedTable, templates: dict[str, TableTemplate]
) -> tuple[float, str]:
    """How far a column says by its name, or by a template, that it holds keys of a table, and how."""
    if _template_says(linked, column.name, parent, templates):
        return 0.98, f"in such tables it names the {parent.kind}"
    key = parent.column(str(parent.primary_key))
    # a key that counts the rows of an id is called after that id
    name = key.made_of[0] if len(key.made_of) == 1 else key.name
    return name_likeness(linked.name, column.name, parent.name, name)


def _candidate(
    linked: LinkedTable,
    column: Column,
    parent: LinkedTable,
    key: str,
    likeness: float,
    how: str,
    measure: KeyMeasure,
    *,
    by_template: bool,
) -> _Candidate | None:
    child = (linked.name, column.name)
    if likeness < BY_NAME and (
        column.n_distinct < 3 or column.role is Role.NUMBER or linked.primary_key == column.name
    ):
        return None
    values, keys = measure.values(child), measure.values((parent.name, key))
    if not values.is_whole or (likeness < BY_NAME and not (values.has_letters and keys.has_letters)):
        return None
    overlap = measure.overlap(child, (parent.name, key))
    evidence = 1.0
    if likeness >= BY_NAME and overlap.n_found and not by_template:
        evidence = _evidence(column, child, (parent.name, key), likeness, measure)
    if likeness >= BY_NAME:
        # words and long codes do not meet by accident; small whole numbers do
        is_telling = values.has_letters and values.mean_length >= 4 and overlap.n_found >= 3
        same_id = likeness >= 0.98 and words(key) not in GENERIC
        needed = 0.05 if is_telling else (0.1 if same_id else 0.5)
        if overlap.share < needed or overlap.n_found == 0:
            is_name = column.name == linked.primary_key
            n_near = 0 if is_name else _n_near(column, overlap, child, (parent.name, key), measure)
            if n_near + overlap.n_found < _NEARLY_ALL * overlap.n_distinct:
                return None
            near = f", and {n_near:,} others nearly are" if n_near else ""
            confidence, shares = 0.6 * likeness, f"{_shares(overlap)}{near}"
        else:
            confidence, shares = 0.6 * likeness + 0.39 * evidence * overlap.share, _shares(overlap)
        why = f"{how[:1].upper()}{how[1:]}, and {shares}."
    else:
        is_telling = values.mean_length >= 3 and overlap.n_distinct >= 3 and overlap.n_keys >= 3
        if not is_telling or overlap.share < 0.95:
            return None
        confidence = _ONLY_VALUES * overlap.share
        why = f"{_shares(overlap)[:1].upper()}{_shares(overlap)[1:]}."
    by_itself = parent.name == linked.name and measure.names_itself(linked, column.name, key)
    if evidence == 0.0 or by_itself:
        return None
    link = Link(
        table=linked.name,
        column=column.name,
        to=parent.name,
        confidence=round(min(0.99, confidence), 2),
        why=why,
        n_dangling=overlap.n_dangling,
    )
    return _Candidate(link, overlap, likeness, speaks_of_itself(column.name, parent.name))


def _evidence(
    column: Column, child: tuple[str, str], parent: tuple[str, str], likeness: float, measure: KeyMeasure
) -> float:
    """0 … 1: how much it says that values are keys; 0: they are small whole numbers that are so by chance."""
    chance = chance_overlap(measure, child, parent)
    if chance is None or not chance.is_weak or (chance.looks_like_keys and not is_count(column.name)):
        return 1.0
    names_one = says_id(words(column.name)) or says_which_way(column.name)
    says_key = names_one and not is_count(column.name)
    return _BY_CHANCE if says_key and likeness >= _CALLED_SO else 0.0


def _n_near(
    column: Column,
    overlap: Overlap,
    child: tuple[str, str],
    parent: tuple[str, str],
    measure: KeyMeasure,
) -> int:
    """Different values that would be keys, were they written as the keys are."""
    named = words(column.name)
    is_key = says_id(named) or without_id(named) == words(parent[0])
    if not is_key or overlap.n_distinct < _FEWEST or overlap.n_distinct > MOST_LOST or not overlap.n_keys:
        return 0
    return nearly_found(measure, child, parent)


def _shares(overlap: Overlap) -> str:
    if overlap.n_found == overlap.n_distinct:
        return f"each of its {overlap.n_distinct:,} different values is a key there"
    return f"{overlap.n_found:,} of its {overlap.n_distinct:,} different values are keys there"


def _template_says(
    linked: LinkedTable, column: str, parent: LinkedTable, templates: dict[str, TableTemplate]
) -> bool:
    template = templates.get(linked.name)
    if template is None or parent.kind is None:
        return False
    for name, kinds in template.links.items():
        if parent.kind in kinds.split("|") and column in dict(columns_named(linked, name)):
            return True
    return False


def _is_documentation(linked: LinkedTable) -> bool:
    """True for a table that describes the others, such as a data dictionary."""
    named = {part for column in linked.table.columns for part in words(column.name)}
    described = any(needed <= named for needed in _DOCUMENTED) and linked.table.n_rows < 2_000
    return linked.kind == "documentation" or described or bool(set(words(linked.name)) & _DOCUMENTATION)


def _set_aside(tables: TableSet) -> tuple[TableSet, list[str]]:
    """Tables that describe the others, marked as such, and a note on each."""
    notes = []
    for linked in tables.tables:
        if _is_documentation(linked) and not tables.links_to(linked.name) + tables.links_from(linked.name):
            tables = tables.with_table(linked.model_copy(update={"kind": "documentation"}))
            notes.append(
                f"{linked.name} describes the other tables: it is kept, and nothing is learned from it."
            )
    return tables, notes
