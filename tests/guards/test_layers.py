"""The house's walls: imports run down the floors of a room and down the order of rooms, and stand at the top."""

import ast
from pathlib import Path

from config import ROOT

FLOORS = ("routes", "forms", "service", "emails", "queries", "models")
# Each room may look at those before it. `page`-level rooms at the end look at all of these and nobody looks at them.
ROOMS = ("mail", "geo", "accounts", "coalition", "events", "stories", "rsvps", "checkin", "reminders", "replies")
LOOKERS = (
    "finder",
    "feeds",
    "moderation",
    "exports",
    "imports",
    "demo",
    "embeds",
    "pages",
    "publishing",
    "previews",
    "returns",
    "dispatch",
)
# A demo is an import; what is published holds a table of the embeds, and what the finder's map reads; a mail is shown
# as the room that sends it writes it.
LOOKING_AT_LOOKERS = {
    ("demo", "imports"),
    ("publishing", "embeds"),
    ("publishing", "finder"),
    ("previews", "moderation"),
}
# Rooms may look at the core; only these parts of the core know rooms, for the reasons their own pages give.
CORE_THAT_KNOWS_ROOMS = {"__init__", "rooms", "policy", "access", "page_cache", "worker", "templating", "doctor", "cli"}


def _modules() -> dict[str, ast.Module]:
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "actions").rglob("*.py"))
    }


def _imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("actions"):
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("actions")}
    return found


def _room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (ROOT / "actions" / parts[1]).is_dir() else None


def _floor(module: str) -> str:
    name = module.split(".")[-1]
    return "routes" if name.endswith("routes") or name == "cli" else name


def test_rooms_import_only_rooms_before_them() -> None:
    wrong = []
    for module, tree in _modules().items():
        room = _room(module)
        # Routes and commands compose sideways: the event page shows the RSVP form.
        if room is None or _floor(module) == "routes":
            continue
        for imported in _imports(tree):
            other = _room(imported)
            if other is None or other == room:
                continue
            if other in LOOKERS and (room, other) not in LOOKING_AT_LOOKERS:
                wrong.append(f"{module} looks at {imported}")
            elif room in ROOMS and ROOMS.index(other) > ROOMS.index(room):
                wrong.append(f"{module} looks up at {imported}")
    assert wrong == []


def test_floors_import_only_floors_below_them() -> None:
    wrong = []
    for module, tree in _modules().items():
        floor = _floor(module)
        if _room(module) is None or floor not in FLOORS:
            continue
        for imported in _imports(tree):
            other = _floor(imported)
            # A form produces the dataclass that its service declares; a command is a route without HTTP.
            if _room(imported) == _room(module) and other in FLOORS and FLOORS.index(other) < FLOORS.index(floor):
                wrong.append(f"{module} looks up at {imported}")
    assert wrong == []


def test_only_a_few_parts_of_the_core_know_rooms() -> None:
    knowing = {
        module.split(".")[-1] if module != "actions" else "__init__"
        for module, tree in _modules().items()
        if _room(module) is None and any(_room(imported) for imported in _imports(tree))
    }
    assert knowing - CORE_THAT_KNOWS_ROOMS == set()


def test_imports_stand_at_the_top_of_a_module() -> None:
    wrong = [
        f"{module}:{inner.lineno}"
        for module, tree in _modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []


def test_routes_and_forms_leave_the_session_alone() -> None:
    wrong = [
        module
        for module, tree in _modules().items()
        if _floor(module) in ("routes", "forms")
        and module.split(".")[-1] != "cli"
        and any(isinstance(node, ast.Attribute) and ast.unparse(node) == "db.session" for node in ast.walk(tree))
    ]
    assert wrong == []


def test_geopy_folium_and_dnspython_are_imported_in_one_file_each() -> None:
    where: dict[str, set[str]] = {"geopy": set(), "folium": set(), "dns": set()}
    for module, tree in _modules().items():
        for node in ast.walk(tree):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for library, places in where.items():
                if any(name.split(".")[0] == library for name in names):
                    places.add(module)
    assert where == {
        "geopy": {"actions.geo.geocoder"},
        "folium": {"actions.finder.map"},
        "dns": {"actions.mail.sender_checks.questions"},
    }


def test_pillow_is_imported_in_the_files_that_draw() -> None:
    importing = {
        module
        for module, tree in _modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "PIL"
    }
    drawing = {f"actions.feeds.{name}" for name in ("drawing", "picture_map", "typesetting")}
    # The last is a program of its own, which nothing imports: it reads what strangers upload.
    assert importing == drawing | {"actions.stories.decoder"}


def test_nothing_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert [path.name for path in Path(ROOT / "actions").rglob("*") if path.stem in drawers] == []
