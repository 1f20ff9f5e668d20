"""Tables as files, a row at a time: memory does not grow with the number of rows.

A cell that begins with a character spreadsheets take for a formula is prefixed with an apostrophe in CSV. In XLSX it is
written as text by type, which no program evaluates.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import xlsxwriter

Cell = str | int | float | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
ROWS_A_CHUNK = 200
# Excel's own limits; a longer text would make it refuse the whole file.
MOST_CELL_CHARACTERS = 32_767
MOST_SHEET_ROWS = 1_048_576


def guarded(cell: Cell) -> Cell:
    """The cell as it may stand in a CSV file that a spreadsheet will open."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 CSV (RFC 4180) in pieces, with the byte-order mark that Excel wants before it reads UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(header)
    for number, row in enumerate(rows, start=1):
        writer.writerow([guarded(cell) for cell in row])
        if number % ROWS_A_CHUNK == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a CSV file."""
    with path.open("wb") as file:
        file.writelines(csv_chunks(header, rows))


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write an XLSX file with one sheet; past Excel's row limit another sheet goes on."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        bold = workbook.add_format({"bold": True})
        sheet, line = workbook.add_worksheet(), 0
        for row in rows:
            if line == MOST_SHEET_ROWS:
                sheet, line = workbook.add_worksheet(), 0
            if line == 0:
                sheet.write_row(0, 0, header, bold)
                sheet.freeze_panes(1, 0)
                line = 1
            sheet.write_row(line, 0, [_fitting(cell) for cell in row])
            line += 1
        if line == 0:
            sheet.write_row(0, 0, header, bold)


def file_chunks(path: Path, size: int = 65_536) -> Iterator[bytes]:
    """A file's content in pieces; the file is removed at the end, also when the reader goes away."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(size):
                yield chunk
    finally:
        path.unlink(missing_ok=True)


def _fitting(cell: Cell) -> Cell:
    return cell[:MOST_CELL_CHARACTERS] if isinstance(cell, str) else cell
