"""Tables as files, written row by row: CSV for any program, XLSX for spreadsheets. Nothing is kept but the last rows.

XLSX is a zip of XML parts (ECMA-376 part 1, §18.3); the zip is written as a stream, and strings stand in their cells.
"""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Protocol, cast
from xml.sax.saxutils import escape

Cell = str | int | float | datetime | None
"""A time is in the zone it is to be read in."""

_FORMULA = re.compile(r"^[\t\r\n ]*[=+\-@]|^[\t\r]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DAY_ONE = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of spreadsheets has no zone
_CELL_MOST = 32_767


class Sheet(Protocol):
    """A file under way: `rows` and `end` give the bytes that are ready."""

    media_type: str
    suffix: str

    def rows(self, rows: Sequence[Sequence[Cell]]) -> bytes: ...
    def end(self) -> bytes: ...


class Csv:
    """RFC 4180 with a byte order mark, without which spreadsheet programs take UTF-8 for something else. They also run
    a cell that begins as a formula: such a cell gets an apostrophe before it."""

    media_type = "text/csv"
    suffix = "csv"

    def __init__(self, heads: Sequence[str], language: str) -> None:
        self._text = io.StringIO()
        # Programs set up for Russian divide by semicolons: their comma belongs to numbers.
        self._writer = csv.writer(self._text, delimiter=";" if language == "ru" else ",")
        self._text.write("\ufeff")
        self.rows_out([list(heads)])

    def rows_out(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._writer.writerows([[_plain(cell) for cell in row] for row in rows])

    def rows(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        self.rows_out(rows)
        ready = self._text.getvalue().encode("utf-8", "replace")
        self._text.seek(0)
        self._text.truncate()
        return ready

    def end(self) -> bytes:
        return self.rows([])


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


class Xlsx:
    """A workbook of one sheet. Strings are strings here, never formulas, so nothing is put before them."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    suffix = "xlsx"

    def __init__(self, heads: Sequence[str], name: str) -> None:
        self._out = _Sink()
        self._zip = zipfile.ZipFile(cast(IO[bytes], self._out), "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        for path, text in PARTS.items():
            self._zip.writestr(path, text.replace("SHEET", escape(name[:31], {'"': "&quot;"})))
        self._part = self._zip.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._part.write(SHEET_HEAD.encode())
        self._part.write(_row(list(heads), 2).encode())

    def rows(self, rows: Sequence[Sequence[Cell]]) -> bytes:
        self._part.write("".join(_row(row) for row in rows).encode())
        return self._out.taken()

    def end(self) -> bytes:
        self._part.write(b"</sheetData></worksheet>")
        self._part.close()
        self._zip.close()
        return self._out.taken()


class _Sink:
    """Takes what the zip writes; it cannot go back, so the zip does not try to."""

    def __init__(self) -> None:
        self._ready = bytearray()

    def write(self, piece: bytes) -> int:
        self._ready += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        ready, self._ready = bytes(self._ready), bytearray()
        return ready


def _row(cells: Sequence[Cell], style: int = 0) -> str:
    return "<row>" + "".join(_cell(cell, style) for cell in cells) + "</row>"


def _cell(cell: Cell, style: int) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, datetime):
        days = (cell.replace(tzinfo=None) - _DAY_ONE).total_seconds() / 86_400
        return f'<c s="1"><v>{days:.8f}</v></c>'
    if isinstance(cell, int | float):
        return f"<c><v>{cell!r}</v></c>"
    text = escape(_NO_XML.sub("", cell[:_CELL_MOST]))
    styled = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{styled}><is><t xml:space="preserve">{text}</t></is></c>'


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f"{_OFFICE}/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LINK = f"{_OFFICE}/officeDocument/2006/relationships"

SHEET_HEAD = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultColWidth="18" defaultRowHeight="15"/><sheetData>'
)
PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}">'
    '<sheets><sheet name="SHEET" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINK}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>',
}
