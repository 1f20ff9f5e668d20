"""Tables as files, a row at a time: memory does not grow with the number of rows.

In CSV a cell that a spreadsheet would run gets an apostrophe in front (`actions/formulas.py`). In XLSX text is written
as text by type, which no program evaluates.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import xlsxwriter

from actions.formulas import guarded

Cell = str | int | float | None
ROWS_A_CHUNK = 200
# Excel's own limits; a longer text would make it refuse the whole file.
MOST_CELL_CHARACTERS = 32_767
MOST_SHEET_ROWS = 1_048_576


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 CSV (RFC 4180) in pieces, with the byte-order mark that Excel wants before it reads UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(header)
    for number, row in enumerate(rows, start=1):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
        if number % ROWS_A_CHUNK == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a CSV file."""
    with path.open("wb") as file:
        file.writelines(csv_chunks(header, rows))


def write_json(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a JSON file: a list with one object a row."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number, row in enumerate(rows):
            file.write(",\n" if number else "\n")
            json.dump(dict(zip(header, row, strict=True)), file, ensure_ascii=False)
        file.write("\n]\n")


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write an XLSX file with one sheet; past Excel's row limit another sheet goes on.

    What it keeps on disk meanwhile lies beside the file, readable by its owner alone, and is gone afterwards.
    """
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as folder,
        xlsxwriter.Workbook(str(path), _options(folder)) as book,
    ):
        bold = book.add_format({"bold": True})
        sheet, line = book.add_worksheet(), 0
        _write_header(sheet, header, bold)
        for row in rows:
            line += 1
            if line == MOST_SHEET_ROWS:
                sheet, line = book.add_worksheet(), 1
                _write_header(sheet, header, bold)
            sheet.write_row(line, 0, [_fitting(cell) for cell in row])


def xlsx_chunks(folder: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """An XLSX file in pieces. It has no name any more when the first is sent, so nothing is left when sending fails."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "table.xlsx"
        write_xlsx(path, header, rows)
        file = path.open("rb")
    with file:
        while chunk := file.read(65_536):
            yield chunk


def _options(folder: str) -> dict[str, object]:
    return {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }


def _write_header(sheet: xlsxwriter.worksheet.Worksheet, header: Sequence[str], bold: xlsxwriter.format.Format) -> None:
    sheet.write_row(0, 0, header, bold)
    sheet.freeze_panes(1, 0)


def _fitting(cell: Cell) -> Cell:
    # A carriage return would show as `_x000D_` in programs other than Excel.
    return cell.replace("\r\n", "\n")[:MOST_CELL_CHARACTERS] if isinstance(cell, str) else cell
