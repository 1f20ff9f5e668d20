"""Tables as files: what is written can be read back, row by row."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from actions.exports import tables
from actions.exports.tables import csv_chunks, write_csv, write_json, write_xlsx, xlsx_chunks
from actions.formulas import unguarded

HEADER = ("name", "count")
NASTY = [
    ("=cmd|' /C calc'!A0", 1),
    ('say "hi", twice', 2),
    ("two\nlines", 3),
    ("two\r\nlines", 4),
    ("🙂 ‏שלום", 5),
    ("+1 555", 6),
    ("", 7),
]


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _sheet(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


def test_csv_round_trip_is_exact_but_for_the_guard() -> None:
    header, *rows = _read(b"".join(csv_chunks(HEADER, NASTY)))
    assert header == list(HEADER)
    assert [(unguarded(name), int(count)) for name, count in rows] == NASTY
    assert [name for name, _count in rows if name[:1] in ("=", "+", "-", "@")] == []


def test_csv_begins_with_the_mark_that_excel_wants_and_ends_lines_as_the_standard_says() -> None:
    assert b"".join(csv_chunks(HEADER, [("a", None)])) == b"\xef\xbb\xbfname,count\r\na,\r\n"


def test_csv_is_sent_before_the_last_row_is_read() -> None:
    read = 0

    def rows() -> Iterator[tuple[str, int]]:
        nonlocal read
        for read in range(1, 1_001):
            yield ("x", read)

    next(csv_chunks(HEADER, rows()))
    assert read == tables.ROWS_A_CHUNK


def test_json_is_a_list_of_objects(tmp_path: Path) -> None:
    for rows in ([], NASTY):
        write_json(tmp_path / "table.json", HEADER, rows)
        read = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
        assert [(entry["name"], entry["count"]) for entry in read] == rows


def test_xlsx_holds_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "table.xlsx", HEADER, NASTY)
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").active
    cells = [(row[0].value or "", row[1].value) for row in sheet.iter_rows(min_row=2)]
    assert cells == [(name.replace("\r\n", "\n"), count) for name, count in NASTY]
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2) if row[0].value} == {"s"}
    assert {row[1].data_type for row in sheet.iter_rows(min_row=2)} == {"n"}


def test_xlsx_opens_with_its_header_when_there_are_no_rows(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "table.xlsx", HEADER, [])
    assert _sheet(tmp_path / "table.xlsx") == [HEADER]


def test_xlsx_goes_on_in_another_sheet_past_the_limit_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_SHEET_ROWS", 3)
    rows = [(f"row {number}", number) for number in range(5)]
    write_xlsx(tmp_path / "table.xlsx", HEADER, rows)
    book = openpyxl.load_workbook(tmp_path / "table.xlsx")
    assert [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets] == [
        [HEADER, *rows[:2]],
        [HEADER, *rows[2:4]],
        [HEADER, *rows[4:]],
    ]


def test_xlsx_cuts_a_text_that_excel_would_refuse(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "table.xlsx", HEADER, [("x" * 40_000, 1)])
    assert len(str(_sheet(tmp_path / "table.xlsx")[1][0])) == 32_767


def test_csv_file_holds_what_is_sent(tmp_path: Path) -> None:
    write_csv(tmp_path / "table.csv", HEADER, NASTY)
    assert (tmp_path / "table.csv").read_bytes() == b"".join(csv_chunks(HEADER, NASTY))


def test_xlsx_leaves_nothing_behind_when_the_reader_goes_away(tmp_path: Path) -> None:
    chunks = xlsx_chunks(tmp_path, HEADER, NASTY)
    next(chunks)
    assert list(tmp_path.iterdir()) == []
    chunks.close()


def test_xlsx_leaves_nothing_behind_when_reading_the_rows_fails(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[str, int]]:
        yield ("a", 1)
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        next(xlsx_chunks(tmp_path, HEADER, rows()))
    assert list(tmp_path.iterdir()) == []
