"""What every page of a report carries within itself: one style sheet and one script, and the policy that admits them.

Pages stand alone: browsers let a page that was opened from disk fetch neither a module beside it nor a file to check
against a hash. The script is put together from the module files that lie here, each in a block of its own, so that none
sees another's names; a module exports `start(document)`, which does nothing on a page that holds nothing for it.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import re

_FILES = importlib.resources.files("quotelens.report")
_EXPORT = re.compile(r"^export (?=(?:async )?function\b|class\b|const\b|let\b)", re.MULTILINE)


def assemble(modules: dict[str, str]) -> str:
    """ES modules that import nothing, by name, as one script; each is started on the document."""
    blocks = [
        f"{{ // {name}\n{_EXPORT.sub('', code).rstrip()}\nstart(document);\n}}\n" for name, code in modules.items()
    ]
    return "\n" + "".join(blocks)


def policy(script: str) -> str:
    """A content security policy that admits this script and no other, styles within the page, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def _files(ending: str, first: tuple[str, ...] = ()) -> dict[str, str]:
    """The text files here with an ending: those named first, then the others by name."""
    names = [file.name for file in _FILES.iterdir() if file.name.endswith(ending)]
    ordered = sorted(names, key=lambda name: (first.index(name) if name in first else len(first), name))
    return {name: _FILES.joinpath(name).read_text(encoding="utf-8") for name in ordered}


SCRIPT = assemble(_files(".js"))
POLICY = policy(SCRIPT)
CSS = "".join(_files(".css", first=("page.css", "style.css")).values())
