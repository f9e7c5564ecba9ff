"""Reads the workbook on standard input, within the limits given as arguments: seconds, then bytes of memory."""

import logging
import os
import sys
from typing import BinaryIO

from scheduler.files.untrusted import limits
from scheduler.files.untrusted.report import Refused, Report

logger = logging.getLogger(__name__)

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins the files of old Office programs, and the encrypted ones of all."""
LOCKED = "EncryptedPackage".encode("utf-16-le")
START = 4096
"""Bytes at the beginning that tell what a file is."""

OPEN_DOCUMENT = "content.xml"
"""The part of an .ods with its sheets."""

UNKNOWN = "is no workbook: .xlsx, .xlsm, .xls and .ods are read"


def main() -> int:
    seconds, memory = (int(argument) for argument in sys.argv[1:])
    _limit(seconds, memory)
    report = Report(sys.stdout.buffer)
    try:
        read(sys.stdin.buffer, report)
        report.end()
        sys.stdout.buffer.flush()
    except Refused as refusal:
        report.refused(refusal)
    except MemoryError:
        report = Report(sys.stdout.buffer)
        report.refused(Refused(f"asks for more than {memory // 2**20} MB of memory", None))
    return 0


def read(file: BinaryIO, report: Report) -> None:
    """Tells what a workbook of any format holds. Raises Refused."""
    size = os.fstat(file.fileno()).st_size
    if size > limits.FILE_BYTES:
        raise Refused(f"is {size / 2**20:,.0f} MB large; at most {limits.FILE_BYTES // 2**20} MB are read")
    start = file.read(START)
    file.seek(0)
    if start.startswith(b"PK"):
        _read_archive(file, report)
    elif start.startswith(COMPOUND):
        _read_compound(file, report)
    else:
        raise Refused(_what_else(start))


def _read_archive(file: BinaryIO, report: Report) -> None:
    from scheduler.files.untrusted.package import Package
    from scheduler.files.untrusted.workbook import main_part, read_workbook

    package = Package(file)
    part = main_part(package)
    if part is not None and part.endswith(".bin"):
        raise Refused("is a binary workbook (.xlsb): open it in Excel or WPS and save it as .xlsx")
    if part is not None:
        read_workbook(package, part, report)
    elif OPEN_DOCUMENT in package:
        from scheduler.files.untrusted import open_document_errors, other_workbooks

        errors = open_document_errors.error_cells(package.open(OPEN_DOCUMENT), OPEN_DOCUMENT)
        file.seek(0)
        other_workbooks.read_other(file, errors, report)
    else:
        raise Refused("is a zip archive, but no workbook: unpack it first")


def _read_compound(file: BinaryIO, report: Report) -> None:
    content = file.read()
    if LOCKED in content:
        raise Refused("is protected by a password: save a copy without")
    from scheduler.files.untrusted import old_errors, other_workbooks

    errors = old_errors.error_cells(content)
    file.seek(0)
    other_workbooks.read_other(file, errors, report)


def _what_else(start: bytes) -> str:
    """What a file is that only has the name of a workbook."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not text:
        return "is empty"
    if b"excel.sheet" in text or b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "is a workbook of 2003 in XML: open it in Excel or WPS and save it as .xlsx"
    if text.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<style")) or b"<table" in text:
        return "is a web page with the name of a workbook: open it in Excel or WPS and save it as .xlsx"
    if b"\0" not in start and start.count(b"\n") and (b"," in start or b"\t" in start or b";" in start):
        return "is text, not a workbook: give it a name that ends in .csv"
    return UNKNOWN


def _limit(seconds: int, memory: int) -> None:
    """From here on this process can't grow, run on, write files or leave a core. Its parent watches the clock too."""
    try:
        import resource
    except ImportError:
        logger.warning("this system limits no process: only the clock guards against hostile files")
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 2))  # a signal that tells why, then the end
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
