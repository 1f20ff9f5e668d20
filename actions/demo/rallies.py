"""The real rallies of June 30, 2018, as the CSV file that an organizer would import.

Source: Count Love (countlove.org): venue where known, city, state and reported attendance. Hosts, access and
descriptions are made up for the demonstration; none of them stands for a real person.
"""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

RALLIES = Path(__file__).parent / "families_belong_together_2018-06-30.csv"
START, END = "11:00", "13:00"
# The demo's own host has this one, so that whoever signs in finds a desk with people on their way.
SHOWN_IN = "Chicago"
SHOWN_HOST = ("Hal Host", "host@example.org")
COLUMNS = [
    "reference",
    "title",
    "date",
    "start_time",
    "end_time",
    "venue",
    "city",
    "state",
    "kind",
    "description",
    "host_name",
    "host_email",
    "wheelchair_access",
    "sign_language",
]
DESCRIPTION = """We gather so that families who came to this country together stay together.

- Bring water, a hat and a sign.
- Children are welcome.
- Volunteers in yellow vests are there to help.

**En español:** Nos reunimos para que las familias que llegaron juntas a este país sigan juntas.
Trae agua, un sombrero y un cartel. Se puede venir con niños.

*This is a demonstration: a rally took place in this town on June 30, 2018; host and details are made up.*"""
GIVEN_NAMES = [
    "Ana",
    "Ben",
    "Carmen",
    "Dev",
    "Elena",
    "Femi",
    "Grace",
    "Hugo",
    "Ines",
    "Jamal",
    "Kim",
    "Luz",
    "Mei",
    "Noor",
    "Omar",
    "Priya",
    "Quinn",
    "Rosa",
    "Sam",
    "Tess",
]
FAMILY_NAMES = [
    "Alvarez",
    "Brown",
    "Chen",
    "Diaz",
    "Evans",
    "Flores",
    "Garcia",
    "Hill",
    "Ito",
    "Jones",
    "Khan",
    "Lopez",
    "Moore",
    "Nguyen",
    "Ortiz",
    "Patel",
    "Reyes",
]


@dataclass(frozen=True)
class Rally:
    """One line of the list; the attendance is what newspapers and hosts reported, where anybody did."""

    number: int
    venue: str
    city: str
    state: str
    reported_attendance: int | None

    @property
    def reference(self) -> str:
        """What the import knows it by."""
        return f"demo-{self.number:03d}"


def rallies() -> list[Rally]:
    """All of them, in the order of the list."""
    with RALLIES.open(encoding="utf-8", newline="") as file:
        return [
            Rally(
                number,
                row["venue"].strip(),
                row["city"].strip(),
                row["state"].strip(),
                int(row["reported_attendance"]) if row["reported_attendance"].strip() else None,
            )
            for number, row in enumerate(csv.DictReader(file), start=1)
        ]


def demo_day(today: dt.date) -> dt.date:
    """The Saturday three to nine days ahead."""
    earliest = today + dt.timedelta(days=3)
    return earliest + dt.timedelta(days=(5 - earliest.weekday()) % 7)


def as_csv(day: dt.date) -> bytes:
    """The list as a file for `events import`, on a given local day."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for rally in rallies():
        writer.writerow(_row(rally, day))
    return text.getvalue().encode()


def _row(rally: Rally, day: dt.date) -> dict[str, str]:
    given = GIVEN_NAMES[rally.number % len(GIVEN_NAMES)]
    family = FAMILY_NAMES[rally.number % len(FAMILY_NAMES)]
    host_name, host_email = f"{given} {family}", f"host{rally.number:03d}@example.org"
    if rally.city == SHOWN_IN:
        host_name, host_email = SHOWN_HOST
    where = f"at {rally.venue}" if rally.venue else f"in {rally.city}"
    return {
        "reference": rally.reference,
        "title": f"Families Belong Together {where}",
        "date": day.isoformat(),
        "start_time": START,
        "end_time": END,
        "venue": rally.venue,
        "city": rally.city,
        "state": rally.state,
        "kind": "rally",
        "description": DESCRIPTION,
        "host_name": host_name,
        "host_email": host_email,
        "wheelchair_access": "yes" if rally.number % 3 else "no",
        "sign_language": "yes" if (rally.reported_attendance or 0) >= 500 else "no",
    }
