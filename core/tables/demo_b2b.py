"""A made-up bank for companies with planted effects across tables, generated from a seed; nobody in it is real.

Two years, week by week. A contact opens an opportunity with a hazard in continuous time, whose log is the sum of
the parts below plus a level that keeps the number of new opportunities steady (7-11 % of the contacts within 90
days). A part is computed on Monday from the weeks before, so that every cause lies before what it causes. What is
planted:

- `colleagues`: somebody else of the same department of the same company opened an opportunity lately. The push
  fades over eleven weeks; an opportunity in another department of the company does nothing.
- `peers`: companies of the same industry in the same town won deals lately. Contacts speak of it in calls and
  meetings, more often the more there is to speak of.
- `velocity`: the contact's activities of the last four weeks outnumber those of the eight weeks before, smoothed
  over ten weeks; rising activity of the whole company counts a little too. How busy somebody is
  otherwise hardly matters.
- `sentiment`: what was noted after the contact's calls and meetings of the last three months was for, or against.
  It stands in the words of the text only, and the words of emails are politeness and mean nothing.
- `transfers`: the company was paid lately by a company that had won a deal in the 13 weeks before. Such payments
  are about four times as large as the same partner's usual ones.
- `own`: department and level of the job title and the size of the company, a little, without a rule of thumb
  (neither the chiefs nor the largest companies are best); and who opened an opportunity in the last nine weeks
  rarely opens the next.

Decoys that move nobody: campaigns, bookings on accounts, technologies, region and rep.

The contact's own columns tell little, therefore; linked rows with their ages, departments and words tell much
more, and their mere numbers something in between. The parts are written beside the tables, never into them.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.errors import TableError
from core.storage import explaining_disk_errors
from core.tables.demo_b2b_campaigns import campaign_in
from core.tables.demo_b2b_companies import FIRST_DAY, N_WEEKS, Cast, Floats, cast
from core.tables.demo_b2b_deals import HORIZON_WEEKS, Dealing
from core.tables.demo_b2b_files import TruthFile
from core.tables.demo_b2b_forces import PARTS, Forces, Reals
from core.tables.demo_b2b_log import Log
from core.tables.demo_b2b_money import Money
from core.tables.demo_b2b_people import keys, write_people
from core.tables.demo_b2b_talks import Talking

MIN_CONTACTS, MAX_CONTACTS = 100, 2_000_000
TABLES_FOLDER, TRUTH_FOLDER = "tables", "truth"
TRUTH_NAME = "parts.parquet"
TABLES = (
    *("company", "contact", "product", "rep", "account", "transaction"),
    *("transfer", "activity", "campaign", "campaign_member", "opportunity"),
)


def write_demo_b2b(directory: Path, n_contacts: int = 2000, seed: int = 7) -> list[Path]:
    """Writes the tables into `directory/tables`, and the truth beside them into `directory/truth`.

    Args:
        directory: Made if it is not there; files of the same names are replaced once all are complete.
        n_contacts: 100 … 2,000,000. A contact has about 21 activities in the two years.
        seed: The same seed gives the same bytes.

    Returns:
        The paths of the eleven CSV files, in the order of `TABLES`. The truth, `parts.parquet`, has one row for
        each contact known on the first Monday of a month: `contact_id, as_of`, one column for each of `PARTS`
        (log-odds), and `chance` (of an opportunity within 90 days, if the hazard stayed as it is that week; it
        does not, so that fewer of the warmest and more of the coldest contacts open one).

    Raises:
        TableError: `n_contacts` is too small or too large.
        StorageError: the files cannot be written.
    """
    if not MIN_CONTACTS <= n_contacts <= MAX_CONTACTS:
        raise TableError(
            "The demo bank cannot be made in this size",
            found=f"{n_contacts:,} contacts",
            expected=f"{MIN_CONTACTS:,} to {MAX_CONTACTS:,} contacts",
            action="Choose a number in between",
        )
    with explaining_disk_errors(directory):
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory, prefix=".demo.") as unfinished:
            folders = {name: Path(unfinished) / name for name in (TABLES_FOLDER, TRUTH_FOLDER)}
            for folder in folders.values():
                folder.mkdir()
            _play(folders[TABLES_FOLDER], folders[TRUTH_FOLDER], n_contacts, seed)
            for name, folder in folders.items():
                (directory / name).mkdir(exist_ok=True)
                for file in sorted(folder.iterdir()):
                    file.replace(directory / name / file.name)
    return [directory / TABLES_FOLDER / f"{name}.csv" for name in TABLES]


def _play(tables: Path, truth: Path, n_contacts: int, seed: int) -> None:
    """Draws who takes part and plays the two years forward, writing each week as it is over."""
    people = cast(np.random.default_rng([seed, 0]), n_contacts)
    key = keys(np.random.default_rng([seed, 1]), people)
    write_people(tables, np.random.default_rng([seed, 2]), people, key)
    log, truth_file = Log(tables, people, key), TruthFile(truth, key.contact, PARTS)
    try:
        _play_weeks(people, seed, log, truth_file)
    finally:
        log.close()
        truth_file.close()


def _play_weeks(people: Cast, seed: int, log: Log, truth_file: TruthFile) -> None:
    forces = Forces(people)
    talking = Talking(np.random.default_rng([seed, 3]), people)
    dealing = Dealing(np.random.default_rng([seed, 4]), people)
    money = Money(np.random.default_rng([seed, 5]), people)
    campaigns = np.random.default_rng([seed, 6])
    log.accounts(money.first)
    for week in range(N_WEEKS):
        active = people.created < week * 7
        parts, converted = forces.parts(), forces.converted
        hazard = dealing.hazard(week, parts, active)
        if (date.fromisoformat(FIRST_DAY) + timedelta(weeks=week)).day <= 7:  # a month's first Monday
            _write_truth(truth_file, week, active, parts, hazard)
        deals = dealing.week(week, hazard)
        talks = talking.week(active, forces.peer_news)
        payments = money.payments(converted)
        won = dealing.won_in(week)
        log.opportunities(deals)
        log.activities(week, talks)
        log.payments(week, payments)
        log.bookings(week, money.bookings(week))
        log.accounts(money.open_accounts(*won))
        if (campaign := campaign_in(campaigns, week, active)) is not None:
            log.campaign(campaign)
        paid = payments.receiver[converted[payments.sender]]
        forces.pass_week(deals.contact, won[0], paid, talks.count, talks.mood)


def _write_truth(
    file: TruthFile, week: int, active: npt.NDArray[np.bool_], parts: dict[str, Reals], hazard: Floats
) -> None:
    who = np.flatnonzero(active)
    chance = 1 - np.exp(-hazard * HORIZON_WEEKS)
    file.write(week * 7, who, {name: part[who] for name, part in (parts | {"chance": chance}).items()})
