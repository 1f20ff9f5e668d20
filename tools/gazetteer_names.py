"""What the source lists do not say: how names are written, what people call places, the states in Spanish."""

import re

from actions.geo.names import name_key

# The Postal Service writes no punctuation. These are the names that readers would take for mistakes.
WRITTEN = {
    "Anasco": "Añasco",
    "Bayamon": "Bayamón",
    "Bois D Arc": "Bois D'Arc",
    "Canon City": "Cañon City",
    "Canovanas": "Canóvanas",
    "Catano": "Cataño",
    "Coeur D Alene": "Coeur d'Alene",
    "Comerio": "Comerío",
    "Deland": "DeLand",
    "Espanola": "Española",
    "Guanica": "Guánica",
    "Hagatna": "Hagåtña",
    "Juana Diaz": "Juana Díaz",
    "Land O Lakes": "Land O' Lakes",
    "Las Marias": "Las Marías",
    "Lees Summit": "Lee's Summit",
    "Loiza": "Loíza",
    "Manati": "Manatí",
    "Mayaguez": "Mayagüez",
    "O Brien": "O'Brien",
    "O Fallon": "O'Fallon",
    "O Neals": "O'Neals",
    "Penuelas": "Peñuelas",
    "Port O Connor": "Port O'Connor",
    "Rincon": "Rincón",
    "San German": "San Germán",
    "Wilkes Barre": "Wilkes-Barre",
    "Winston Salem": "Winston-Salem",
}

# Said instead of the name, in English or in Spanish. Where it is also a state's code ("LA") the town is meant.
NICKNAMES = {
    ("New York", "NY"): (
        "NYC", "NY", "NY City", "New York City", "Manhattan", "Harlem", "Big Apple", "Nueva York",
        "Ciudad de Nueva York",
    ),
    ("Los Angeles", "CA"): ("LA", "City of Los Angeles", "Ciudad de Los Angeles"),
    ("San Francisco", "CA"): ("SF", "San Fran", "Bay Area", "SF Bay Area", "San Francisco Bay Area"),
    ("San Jose", "CA"): ("Silicon Valley",),
    ("Philadelphia", "PA"): ("Philly", "Phila", "Filadelfia"),
    ("Washington", "DC"): (
        "DC", "Washington DC", "Washingtn", "District of Columbia", "Distrito de Columbia", "DMV", "Capitol Hill",
    ),
    ("Chicago", "IL"): ("Chi Town", "Chicagoland", "Windy City"),
    ("Boston", "MA"): ("Beantown",),
    ("Baltimore", "MD"): ("Bmore", "Balto"),
    ("Dallas", "TX"): ("DFW", "Dallas Fort Worth"),
    ("Houston", "TX"): ("H Town",),
    ("Austin", "TX"): ("ATX",),
    ("McAllen", "TX"): ("Rio Grande Valley", "Valle del Rio Grande"),
    ("Detroit", "MI"): ("Motor City",),
    ("Denver", "CO"): ("Mile High City",),
    ("Portland", "OR"): ("PDX",),
    ("Phoenix", "AZ"): ("PHX",),
    ("Sacramento", "CA"): ("Sacto",),
    ("San Bernardino", "CA"): ("Inland Empire",),
    ("Richmond", "VA"): ("RVA",),
    ("Las Vegas", "NV"): ("Vegas",),
    ("New Orleans", "LA"): ("NOLA", "Nueva Orleans"),
    ("Saint Louis", "MO"): ("STL", "San Luis Misuri"),
    ("Kansas City", "MO"): ("KC", "KCMO"),
    ("Kansas City", "KS"): ("KCK",),
    ("Oklahoma City", "OK"): ("OKC",),
    ("Salt Lake City", "UT"): ("SLC", "Salt Lake", "Ciudad de Salt Lake"),
    ("Indianapolis", "IN"): ("Indy",),
    ("Jacksonville", "FL"): ("Jax",),
    ("Key West", "FL"): ("Cayo Hueso",),
    ("Saint Augustine", "FL"): ("San Agustin",),
    ("Saint Petersburg", "FL"): ("San Petersburgo",),
    ("Albuquerque", "NM"): ("ABQ",),
    ("Atlanta", "GA"): ("ATL",),
    ("Minneapolis", "MN"): ("Twin Cities", "Minneapolis Saint Paul", "Mpls"),
    ("Davenport", "IA"): ("Quad Cities",),
    ("Cincinnati", "OH"): ("Cincy",),
    ("Bronx", "NY"): ("The Bronx", "South Bronx", "El Bronx"),
    ("Hicksville", "NY"): ("Long Island",),
    ("Vineyard Haven", "MA"): ("Martha's Vineyard",),
    ("Hyannis", "MA"): ("Cape Cod",),
    ("Hagatna", "GU"): ("Agana",),
    ("Saipan", "MP"): ("Garapan",),
}  # fmt: skip

SPANISH_STATES = {
    "AS": "Samoa Americana",
    "DC": "Distrito de Columbia",
    "HI": "Hawái",
    "LA": "Luisiana",
    "MI": "Míchigan",
    "MO": "Misuri",
    "MP": "Islas Marianas del Norte",
    "MS": "Misisipi",
    "NC": "Carolina del Norte",
    "ND": "Dakota del Norte",
    "NH": "Nuevo Hampshire",
    "NJ": "Nueva Jersey",
    "NM": "Nuevo México",
    "NY": "Nueva York",
    "OR": "Oregón",
    "PA": "Pensilvania",
    "SC": "Carolina del Sur",
    "SD": "Dakota del Sur",
    "TN": "Tennessee",
    "TX": "Texas",
    "VI": "Islas Vírgenes de los Estados Unidos",
    "WV": "Virginia Occidental",
}

# What else they are called, abbreviated or by older spellings.
SHORT_STATES = {
    "AL": ("Ala",),
    "AZ": ("Ariz",),
    "AR": ("Ark",),
    "CA": ("Calif", "Cali"),
    "CO": ("Colo",),
    "CT": ("Conn",),
    "DE": ("Del",),
    "FL": ("Fla",),
    "IL": ("Ill",),
    "IN": ("Ind",),
    "KS": ("Kans",),
    "MA": ("Mass",),
    "MI": ("Mich",),
    "MN": ("Minn",),
    "MP": ("CNMI",),
    "MS": ("Miss",),
    "MT": ("Mont",),
    "NE": ("Nebr",),
    "NV": ("Nev",),
    "OK": ("Okla",),
    "OR": ("Ore",),
    "PA": ("Penn", "Penna"),
    "TN": ("Tenn",),
    "TX": ("Tex", "Tejas"),
    "VI": ("US Virgin Islands", "Virgin Islands", "Islas Virgenes", "USVI"),
    "WA": ("Wash",),
    "WI": ("Wis",),
    "NH": ("Nueva Hampshire",),
    "NJ": ("Jersey",),
    "NM": ("N Mex", "Nuevo Mejico"),
    # "Brooklyn NYC" is written as if it were the state.
    "NY": ("NYC",),
    "PR": ("Borinquen",),
    "AS": ("Amer Samoa",),
}

# Sorting centres and mail programmes that stand in the list as if they were towns.
_NO_TOWNS = frozenset(
    name_key(name)
    for name in (
        "Apo",
        "Dhs",
        "Dpo",
        "Fpo",
        "Naval Anacost Annex",
        "Parcel Return Service",
        "Southern Md Facility",
        "Suburb Maryland Fac",
        "Wilkes Barre Pa S&Dc",
    )
)
# North Pole, DC 88888 is Santa's mail. The real North Pole is in Alaska.
_NO_PLACES = frozenset({("northpole", "DC")})


def is_town(name: str, state: str) -> bool:
    """Whether a name of the postal list is one that people live in or meet at."""
    key = name_key(name)
    return bool(key) and not key.isdigit() and key not in _NO_TOWNS and (key, state) not in _NO_PLACES


def written(name: str) -> str:
    """A postal name as people write it: "Mc Kinney" -> "McKinney", "Bay Saint Louis" -> "Bay St. Louis"."""
    if name in WRITTEN:
        return WRITTEN[name]
    name = re.sub(r"\bMc ?([A-Za-z])", lambda match: "Mc" + match[1].upper(), name)
    name = re.sub(r"\b(?:Saint|St)\b(?=.)", "St.", name)
    name = re.sub(r"\b(?:Sainte|Ste)\b(?=.)", "Ste.", name)
    return re.sub(r"(?<=\s)(On|Of|Or|The|And|De|Du)(?=\s)", lambda match: match[1].lower(), name)


_COUNTIES = {"Dona Ana County": "Doña Ana County", "James City": "James City County"}


def county_written(name: str, state: str) -> str:
    """One name for every county: the list has some in two orders, and some without the word for what they are."""
    if name in _COUNTIES:
        return _COUNTIES[name]
    if name.startswith("Municipality of "):
        return name.removeprefix("Municipality of ") + " Municipality"
    if name.startswith("City and Borough of "):
        return name.removeprefix("City and Borough of ") + " City and Borough"
    if state != "PR" or not name:
        return name
    return f"{written(name.removesuffix(' Municipio'))} Municipio"
