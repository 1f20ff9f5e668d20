"""Sizes past which a module or a function stops being a pleasure to read."""

import ast
from statistics import median

from config import ROOT

MODULES = [ROOT / "config.py", *sorted((ROOT / "actions").rglob("*.py"))]


def test_no_module_is_longer_than_a_sitting() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES
    }
    assert {name: length for name, length in lengths.items() if length > 300} == {}
    assert median(length for name, length in lengths.items() if not name.endswith("__init__.py")) <= 110


def test_no_function_is_longer_than_a_screen() -> None:
    long = {}
    for path in MODULES:
        most = 25 if path.name.endswith("routes.py") else 50
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > most:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert long == {}
