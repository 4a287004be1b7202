"""The report as a document to hand over: PDF, DOCX and Markdown, from the same notebooks as the page.

`contents` gathers what the notebooks show, `tree` sets it as a document tree of pandoc's, `files` makes the files:
pandoc writes DOCX (`docx` says how it looks) and Markdown, typst the PDF (`report.typ` says how). All of it comes with
the extra `export` and needs no network and no system package. Nothing an article contains is ever parsed as markup.
"""

from quotelens.report.documents.files import FORMATS, need_extra, write

__all__ = ["FORMATS", "need_extra", "write"]
