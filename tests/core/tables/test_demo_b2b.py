"""The relational demo bank: repeatable, whole, in order of time, and what is planted is there and nowhere else."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from core.errors import StorageError, TableError
from core.storage import file_sha256
from core.tables.demo_b2b import TABLES, TRUTH_NAME, write_demo_b2b
from core.tables.demo_b2b_companies import FIRST_DAY, LAST_DAY
from core.tables.demo_b2b_forces import CONVERTED_WEEKS, MEMORY_WEEKS, PARTS, PEER_FULL, PUSH
from core.tables.demo_b2b_words import COMPANY_ROOTS, DEPARTMENTS, TITLES, TOWNS
from core.tables.reading import read_table

FOR = ("delighted", "keen", "very interested", "impressed", "pleased", "enthusiastic")
AGAINST = ("annoyed", "disappointed", "too expensive", "sceptical", "frustrated", "not convinced")
DATES = {
    "company": ["customer_since"],
    "contact": ["created_on"],
    "account": ["opened_on"],
    "transaction": ["booked_on"],
    "transfer": ["sent_on"],
    "activity": ["happened_on"],
    "campaign": ["started_on"],
    "campaign_member": ["invited_on", "responded_on"],
    "opportunity": ["created_on", "closed_on"],
}
KEYS = {
    "company": "company_id",
    "contact": "contact_id",
    "product": "product_id",
    "rep": "rep_id",
    "account": "account_id",
    "activity": "activity_id",
    "campaign": "campaign_id",
    "opportunity": "opportunity_id",
}
AS_OF = pd.Timestamp("2026-06-01")  # a first Monday of a month

Bank = dict[str, pd.DataFrame]


def _read(directory: Path) -> Bank:
    bank = {
        name: pd.read_csv(directory / "tables" / f"{name}.csv", parse_dates=DATES.get(name, []))
        for name in TABLES
    }
    bank["truth"] = pd.read_parquet(directory / "truth" / TRUTH_NAME)
    bank["truth"]["as_of"] = pd.to_datetime(bank["truth"]["as_of"])
    return bank


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """All tables by name, and the truth."""
    directory = tmp_path_factory.mktemp("bank")
    write_demo_b2b(directory, n_contacts=6000)
    return _read(directory)


def _truth(bank: Bank, day: pd.Timestamp = AS_OF) -> pd.DataFrame:
    truth = bank["truth"]
    return truth[truth["as_of"] == day].set_index("contact_id")


def _weeks(days: pd.Series, day: pd.Timestamp = AS_OF) -> pd.Series:
    """Whole weeks between the Monday of each day and `day`; above 0: before it."""
    monday = days - pd.to_timedelta(days.dt.dayofweek, unit="D")
    return (day - monday).dt.days // 7


def _examples(bank: Bank, first: str, last: str) -> pd.DataFrame:
    """The truth of some months with the answer: an opportunity within the 90 days after."""
    truth = bank["truth"][bank["truth"]["as_of"].between(first, last)].copy()
    pairs = truth[["contact_id", "as_of"]].reset_index().merge(bank["opportunity"], on="contact_id")
    after = (pairs["created_on"] - pairs["as_of"]).dt.days
    truth["yes"] = truth.index.isin(pairs.loc[after.between(1, 90), "index"])
    return truth


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    hashes = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        paths = write_demo_b2b(tmp_path / name, n_contacts=400, seed=seed)
        assert [path.stem for path in paths] == list(TABLES)
        paths.append(tmp_path / name / "truth" / TRUTH_NAME)
        hashes.append([file_sha256(path) for path in paths])
    one, same, other = hashes
    assert one == same
    same_for_all = [name for name, a, c in zip((*TABLES, "truth"), one, other, strict=True) if a == c]
    assert same_for_all == ["product", "campaign"]  # what is sold and when letters go out is not drawn


def test_writing_again_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
    write_demo_b2b(tmp_path, n_contacts=200, seed=1)
    before = file_sha256(tmp_path / "tables" / "contact.csv")
    write_demo_b2b(tmp_path, n_contacts=300, seed=1)
    assert file_sha256(tmp_path / "tables" / "contact.csv") != before
    assert len(pd.read_csv(tmp_path / "tables" / "contact.csv")) == 300
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tables", "truth"]
    assert len(list((tmp_path / "tables").iterdir())) == len(TABLES)


@pytest.mark.parametrize("n", [0, 99, 2_000_001])
def test_sizes_that_cannot_be_made_are_refused(tmp_path: Path, n: int) -> None:
    with pytest.raises(TableError, match="cannot be made in this size"):
        write_demo_b2b(tmp_path / "none", n_contacts=n)
    assert not (tmp_path / "none").exists()


def test_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(StorageError):
        write_demo_b2b(tmp_path / "taken", n_contacts=100)


def test_keys_are_whole(bank: Bank) -> None:
    for name, column in KEYS.items():
        assert bank[name][column].is_unique and bank[name][column].notna().all()
    for name in TABLES:
        for own, column in KEYS.items():
            if own != name and column in bank[name]:
                assert bank[name][column].isin(bank[own][column]).all(), (name, column)
    for column in ("from_company", "to_company"):
        assert bank["transfer"][column].isin(bank["company"]["company_id"]).all()
    assert (bank["transfer"]["from_company"] != bank["transfer"]["to_company"]).all()
    assert not bank["campaign_member"].duplicated(["contact_id", "campaign_id"]).any()
    works_at = bank["contact"].set_index("contact_id")["company_id"]
    asked = bank["opportunity"]
    assert (works_at[asked["contact_id"]].to_numpy() == asked["company_id"].to_numpy()).all()
    for name, column in (("contact", "email"), ("company", "name")):
        assert bank[name][column].is_unique


def test_times_are_in_order(bank: Bank) -> None:
    for name, columns in DATES.items():
        for column in columns:
            assert bank[name][column].max() <= pd.Timestamp(LAST_DAY), (name, column)
    assert bank["company"]["customer_since"].max() < pd.Timestamp(FIRST_DAY)
    assert bank["opportunity"]["created_on"].min() >= pd.Timestamp(FIRST_DAY)
    known = bank["contact"].set_index("contact_id")["created_on"]
    for name, column in (
        ("activity", "happened_on"),
        ("opportunity", "created_on"),
        ("campaign_member", "invited_on"),
    ):
        rows = bank[name]
        assert (known[rows["contact_id"]].to_numpy() < rows[column].to_numpy()).all(), name
    opened = bank["account"].set_index("account_id")["opened_on"]
    booked = bank["transaction"]
    assert (opened[booked["account_id"]].to_numpy() < booked["booked_on"].to_numpy()).all()
    deals = bank["opportunity"]
    closed = deals["stage"] != "open"
    assert set(deals["stage"]) == {"open", "won", "lost"}
    assert (deals["closed_on"].notna() == closed).all() and (deals["value"].notna() == closed).all()
    assert (deals.loc[closed, "closed_on"] > deals.loc[closed, "created_on"]).all()
    answered = bank["campaign_member"].dropna()
    assert (answered["responded_on"] > answered["invited_on"]).all()
    for name in ("activity", "opportunity", "transaction", "transfer"):
        assert bank[name][DATES[name][0]].is_monotonic_increasing


def test_names_are_as_varied_as_real_ones(bank: Bank) -> None:
    for names in (bank["company"]["name"], bank["contact"]["last_name"]):
        assert names.str.contains("[öüä]").any() and names.str.contains("'").any()
    assert bank["contact"]["email"].str.fullmatch(r"[a-z]+\.[a-z]+\d*@[a-z-]+\.example").all()
    assert len(set(COMPANY_ROOTS)) == len(COMPANY_ROOTS) and len(set(TOWNS)) == len(TOWNS)


def test_every_file_is_read_without_a_rejected_row(tmp_path: Path) -> None:
    for path in write_demo_b2b(tmp_path, n_contacts=300):
        frame, table = pd.read_csv(path), read_table(path)
        assert (table.n_rows, table.n_rejected) == (len(frame), 0)
        assert [column.name for column in table.columns] == list(frame.columns)


def _teams(bank: Bank) -> pd.Series:
    """Company and department of each contact, from the job title."""
    of = {t: DEPARTMENTS[i] for i, levels in enumerate(TITLES) for both in levels for t in both}
    contact = bank["contact"].set_index("contact_id")
    return contact["company_id"] + " " + contact["job_title"].map(of)


def test_colleagues_as_counted_by_hand(bank: Bank) -> None:
    team, deals = _teams(bank), bank["opportunity"].copy()
    deals["weeks"] = _weeks(deals["created_on"])
    deals = deals[deals["weeks"] > 0]
    deals["weight"] = np.exp(-deals["weeks"] / MEMORY_WEEKS["colleagues"])
    assert (deals["company_id"] + " " + deals["department"] == team[deals["contact_id"]].to_numpy()).all()
    truth = _truth(bank)["colleagues"]
    for contact in truth.index[:400]:
        others = deals[(team[deals["contact_id"]] == team[contact]).to_numpy()]
        others = others[others["contact_id"] != contact]
        expected = PUSH["colleagues"] * min(others["weight"].sum(), 1)
        assert truth[contact] == pytest.approx(expected, abs=2e-3)
    assert 0.2 < (truth > 0.5).mean() < 0.8


def test_sentiment_as_read_from_the_words_of_calls_and_meetings(bank: Bank) -> None:
    notes = bank["activity"].copy()
    side = notes["text"].str.contains("|".join(FOR)) * 1 - notes["text"].str.contains("|".join(AGAINST))
    weeks = _weeks(notes["happened_on"])
    spoken = notes["kind"].isin(["call", "meeting"])
    truth = _truth(bank)["sentiment"]
    mood = (side * np.exp(-weeks / MEMORY_WEEKS["sentiment"]))[spoken & (weeks > 0)]
    mood = mood.groupby(notes["contact_id"]).sum().reindex(truth.index, fill_value=0)
    assert np.allclose(PUSH["sentiment"] * np.tanh(mood), truth, atol=2e-3)
    polite = side[(notes["kind"] == "email") & (weeks > 0)].groupby(notes["contact_id"]).sum()
    assert abs(truth.corr(polite.reindex(truth.index, fill_value=0), method="spearman")) < 0.06


def test_peers_and_payments_as_counted_by_hand(bank: Bank) -> None:
    company = bank["company"].set_index("company_id")
    group = company["industry"] + " " + company["city"]
    won = bank["opportunity"][bank["opportunity"]["stage"] == "won"].copy()
    won["weeks"] = _weeks(won["closed_on"])
    before = won[won["weeks"] > 0]
    weight = np.exp(-before["weeks"] / MEMORY_WEEKS["peers"])
    own = weight.groupby(before["company_id"]).sum().reindex(company.index, fill_value=0)
    peers = own.groupby(group).transform("sum") - own
    pay = bank["transfer"].copy()
    pay["weeks"] = _weeks(pay["sent_on"])
    pay = pay[pay["weeks"] > 0].reset_index()
    pairs = pay.merge(won[["company_id", "weeks"]], left_on="from_company", right_on="company_id")
    gap = pairs["weeks_y"] - pairs["weeks_x"]
    from_converter = pay["index"].isin(pairs.loc[gap.between(1, CONVERTED_WEEKS), "index"])
    weight = np.exp(-pay["weeks"] / MEMORY_WEEKS["transfers"])[from_converter]
    paid = weight.groupby(pay["to_company"]).sum().reindex(company.index, fill_value=0)
    truth = _truth(bank)
    at = bank["contact"].set_index("contact_id")["company_id"][truth.index]
    expected = PUSH["peers"] * (peers / PEER_FULL).clip(0, 1)[at].to_numpy()
    assert np.allclose(truth["peers"], expected, atol=2e-3)
    expected = PUSH["transfers"] * paid.clip(0, 1)[at].to_numpy()
    assert np.allclose(truth["transfers"], expected, atol=2e-3)
    amounts = pay["amount"].groupby(from_converter).mean()
    assert 3.3 < amounts[True] / amounts[False] < 4.7


def test_velocity_is_a_rise_and_not_an_amount(bank: Bank) -> None:
    weeks = _weeks(bank["activity"]["happened_on"])
    contact = bank["activity"]["contact_id"]
    truth = _truth(bank)["velocity"]
    old = bank["contact"].set_index("contact_id")["created_on"][truth.index] < pd.Timestamp(FIRST_DAY)
    truth = truth[old.to_numpy()]

    def count(first: int, last: int) -> pd.Series:
        here = contact[weeks.between(first, last)]
        return here.value_counts().reindex(truth.index, fill_value=0)

    rise = np.log((1 + count(1, 8)) / (1 + count(9, 16)))
    assert truth.corr(rise, method="spearman") > 0.5
    # the logarithm of small counts puts the busy a little lower, so that this is not quite nothing
    assert abs(truth.corr(count(17, 80), method="spearman")) < 0.25


def test_the_hidden_parts_are_in_no_column(bank: Bank) -> None:
    for name in TABLES:
        assert not set(bank[name].columns) & {*PARTS, "chance", "as_of"}
    truth = _truth(bank)
    contact = bank["contact"].set_index("contact_id").loc[truth.index].reset_index()
    company = bank["company"].set_index("company_id").loc[contact["company_id"]].reset_index()
    codes = {name: pd.Series(pd.factorize(contact[name], sort=True)[0]) for name in contact}
    codes |= {name: pd.Series(pd.factorize(company[name], sort=True)[0]) for name in company}
    title = codes.pop("job_title")
    codes["created_on"] = codes["created_on"].where(contact["created_on"] < FIRST_DAY)  # the new are rising
    for part in PARTS:
        limit = 0.06 if part == "sentiment" else 0.2  # companies share the other parts: 500 draws, not 6,000
        hidden = pd.Series(truth[part].to_numpy())
        for name, code in codes.items():
            if part != "own" or name not in ("employees", "revenue"):  # the company's size is planted
                assert abs(hidden.corr(code, method="spearman")) < limit, (part, name)
    by_title = truth["own"].groupby(title.to_numpy()).mean()
    assert by_title.max() - by_title.min() > 0.3  # planted


def test_numbers_of_rows_give_no_mood_away_and_letters_nothing_at_all(bank: Bank) -> None:
    truth = _truth(bank)
    recent = bank["activity"][_weeks(bank["activity"]["happened_on"]).between(1, 12)]
    by_contact = recent.groupby("contact_id")
    numbers = {"all": by_contact.size(), "minutes": by_contact["minutes"].sum()}
    numbers |= {kind: rows.groupby("contact_id").size() for kind, rows in recent.groupby("kind")}
    for name, counted in numbers.items():
        number = counted.reindex(truth.index, fill_value=0)
        assert abs(truth["sentiment"].corr(number, method="spearman")) < 0.06, name
    members = bank["campaign_member"]
    lately = members[_weeks(members["invited_on"]).between(1, 12)]
    for rows in (lately, lately[lately["responded_on"] <= AS_OF]):
        number = rows["contact_id"].value_counts().reindex(truth.index, fill_value=0)
        assert number.sum() > 50
        for part in PARTS:
            assert abs(truth[part].corr(number, method="spearman")) < 0.06, part


def test_a_steady_share_says_yes(bank: Bank) -> None:
    asked = _examples(bank, "2025-05-01", "2026-08-10")
    shares = asked.groupby("as_of")["yes"].mean()
    assert len(shares) == 16 and shares.between(0.05, 0.12).all()
    tenth = asked["chance"].rank(pct=True)
    assert asked.loc[tenth > 0.9, "yes"].mean() > 5 * asked.loc[tenth < 0.3, "yes"].mean()


def test_the_chances_come_true_in_the_week_for_which_they_are_exact(bank: Bank) -> None:
    truth, deals = bank["truth"], bank["opportunity"][["contact_id", "created_on"]].copy()
    deals["as_of"] = deals["created_on"] - pd.to_timedelta(deals["created_on"].dt.dayofweek, unit="D")
    opened = truth[["contact_id", "as_of"]].merge(deals, how="left")["created_on"].notna().to_numpy()
    assert len(opened) == len(truth)  # nobody opens two in a week
    within_week = 1 - (1 - truth["chance"].to_numpy()) ** (7 / 90)
    edges = np.quantile(within_week, [0.0, 0.3, 0.6, 0.8, 0.95, 1.0])
    for low, high in pairwise(edges):
        here = (within_week >= low) & (within_week <= high)
        expected = float(within_week[here].sum())
        assert opened[here].sum() == pytest.approx(expected, abs=4 * np.sqrt(expected))


def test_the_parts_tell_much_and_own_columns_little(bank: Bank) -> None:
    learn = _examples(bank, "2025-05-01", "2026-04-30")
    exam = _examples(bank, "2026-08-01", "2026-08-10")
    bayes = roc_auc_score(exam["yes"], exam["chance"])
    assert 0.78 <= bayes <= 0.86
    model = LogisticRegression().fit(learn[list(PARTS)], learn["yes"])
    assert roc_auc_score(exam["yes"], model.decision_function(exam[list(PARTS)])) >= bayes - 0.005
    assert (model.coef_[0] > 0.15).all()
    for part in PARTS:  # each carries something of its own
        rest = [name for name in PARTS if name != part]
        without = LogisticRegression().fit(learn[rest], learn["yes"]).decision_function(learn[rest])
        assert roc_auc_score(learn["yes"], without) < roc_auc_score(
            learn["yes"], model.decision_function(learn[list(PARTS)])
        )
    titles = bank["contact"].set_index("contact_id")["job_title"]
    shares = learn["yes"].groupby(titles[learn["contact_id"]].to_numpy()).mean()
    flat = shares[titles[exam["contact_id"]]].to_numpy()
    assert 0.50 < roc_auc_score(exam["yes"], flat) < 0.66


@pytest.mark.parametrize("n", [100, 15_000])
def test_other_sizes(tmp_path: Path, n: int) -> None:
    write_demo_b2b(tmp_path, n_contacts=n, seed=3)
    bank = _read(tmp_path)
    assert len(bank["contact"]) == n
    assert 15 < len(bank["activity"]) / n < 27
    assert 0.5 < len(bank["opportunity"]) / n < 0.9
    assert bank["company"]["domain"].notna().all()
