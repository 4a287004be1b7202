"""Errors that name what is wrong and how to mend it.

Every error is a `QuotelensError`; each also inherits the builtin exception a caller would expect, so that
`except FileNotFoundError` works for someone who has never read this file.
"""

from __future__ import annotations


class QuotelensError(Exception):
    """The parent of every error that quotelens raises on purpose."""


class CorpusError(QuotelensError, ValueError):
    """The input as a whole cannot be read as a corpus (single bad files become exclusions instead)."""


class CorpusNotFoundError(CorpusError, FileNotFoundError):
    """A path or glob matches nothing."""

    # FileNotFoundError is an OSError, whose __str__ expects (errno, text); a plain message is wanted here.
    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class TableError(QuotelensError, ValueError):
    """A frame does not keep its schema; names the table, the column and the offending rows."""


class TextError(QuotelensError, ValueError):
    """What was given to read is no text, or no stretch of one; names the row."""


class SettingsError(QuotelensError, ValueError):
    """A study's settings hold an unknown key or a value of the wrong type or range."""


class StudyError(QuotelensError, OSError):
    """A study's folder cannot be made, because something is there already, or cannot be opened."""


class AliasError(QuotelensError, ValueError):
    """A study's `aliases.csv` cannot be read or contradicts itself; names the file and the line."""


class GradeError(QuotelensError, ValueError):
    """A study's `grades.csv` cannot be read, or grades a source that there isn't; names the file and the line."""


class CorrectionError(QuotelensError, ValueError):
    """A study's `corrections.jsonl` cannot be read or written; names the file and the line."""


class ExchangeError(QuotelensError, ValueError):
    """Another tool's file cannot be read, or its format not written; names the file, the line or entry, the mend."""


class ModelError(QuotelensError, ValueError):
    """A model folder is incomplete or does not match its card."""


class GoldError(QuotelensError, ValueError):
    """Annotated data cannot be read; names the file and the line."""


class ReportError(QuotelensError, RuntimeError):
    """A report could not be produced; names the notebook and the cell."""


class MissingExtraError(QuotelensError, ImportError):
    """An optional package is needed and absent; the message is the command that installs it."""

    def __init__(self, purpose: str, package: str, extra: str) -> None:
        super().__init__(f'{purpose} needs {package}: pip install "quotelens[{extra}]"')
        self.package = package
        self.extra = extra
