"""Titles as people write them, the awkward ones included."""

from actions.events.models import EventKind

LONGEST = 200
_USUAL = {
    EventKind.RALLY: "Rally for families in {town}",
    EventKind.MARCH: "{town} marches together",
    EventKind.VIGIL: "Candlelight vigil in {town}",
    EventKind.PICNIC: "Neighbors’ picnic, {town}",
    EventKind.MEETING: "Planning meeting in {town}",
    EventKind.TRAINING: "Know your rights: a training in {town}",
    EventKind.PHONE_BANK: "Phone bank for {town}",
    EventKind.FUNDRAISER: "Bake sale and concert in {town}",
    EventKind.OTHER: "Paint signs with us in {town}",
}
_LONG = (
    "{town} comes together for every family that was ever kept apart: speakers, songs, a children’s corner, free water "
    "and a long walk along the river to the courthouse, where we stand until the bells have rung and then some more"
)
# One title in fifty for each of these.
AWKWARD = (
    _LONG,
    "🕯️ Vigil in {town} 🌈✊🏽👨‍👩‍👧‍👦",
    "مسيرة من أجل العائلات في {town}",
    "עצרת למען המשפחות ב־{town}",
    "Marcha por las familias en {town}: ¡venga con la suya!",
    "Tuần hành vì các gia đình ở {town}",
    "{town} 家庭团聚集会",
    "Familienzusammenführungsbefürwortungsversammlungsvorbereitungstreffen",
    "Tea & “solidarity” in {town} <3 'all' welcome; 50% off, no = sign",
)


def title_of(number: int, kind: str, town: str) -> str:
    """The title of one event; never longer than an event's title may be."""
    awkward = number % 50
    pattern = AWKWARD[awkward] if awkward < len(AWKWARD) else _USUAL[EventKind(kind)]
    title = pattern.format(town=town)
    # The long one is as long as a title may be, whatever the town.
    return title.ljust(LONGEST, "!")[:LONGEST] if pattern is _LONG else title[:LONGEST]
