"""What a `datapackage.json` says of the files beside it.

References:
    Frictionless Data Package, https://specs.frictionlessdata.io/data-package/
"""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import posixpath
import unicodedata
from pathlib import Path
from typing import Any

from quotelens.corpus.documents import DATAPACKAGE, METADATA, lone_surrogate
from quotelens.errors import CorpusError

_HALF = "holds half a character (a \\ud800 to \\udfff without its partner)"


def read_metadata(folder: str, prefix: str, found: dict[str, dict[str, str]]) -> None:
    """Add what the folder's datapackage.json says of its files, by path within the corpus."""
    file = os.path.join(folder, DATAPACKAGE)
    if not os.path.isfile(file):
        return
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise CorpusError(f"{file}: cannot be read: {error.strerror}") from error
    add_metadata(data, file, prefix, found)


def add_metadata(data: bytes, file: str, prefix: str, found: dict[str, dict[str, str]]) -> None:
    """Add what a datapackage.json says of the files beside it.

    Args:
        data: Its bytes.
        file: Its name, for messages.
        prefix: The path of its folder within the corpus, with a slash at the end, or "".
        found: By path within the corpus; what is there already holds where this one says nothing.

    Raises:
        CorpusError: it is no data package; names the file, the place in it and the mend.
    """
    listed: set[str] = set()
    for k, resource in enumerate(_resources(data, file)):
        where = f"{file}: resources[{k}]"
        if not isinstance(resource, dict):
            raise CorpusError(f'{where} must be an object such as {{"path": "a.txt"}}, not {_json_type(resource)}')
        if "data" in resource and "path" not in resource:
            continue  # data written into the package itself: no file of the corpus
        paths = resource.get("path")
        paths = paths if isinstance(paths, list) else [paths]
        if not paths or not all(isinstance(path, str) and path for path in paths):
            raise CorpusError(f'{where}.path must name the file, such as "path": "a.txt"')
        known = _known(resource, where)
        for path in paths:
            if lone_surrogate(path) is not None:
                raise CorpusError(f"{where}.path {_HALF}")
            path = prefix + unicodedata.normalize("NFC", posixpath.normpath(path))
            if path in listed:
                raise CorpusError(f"{where}: {path!r} is listed twice; keep one of the entries")
            listed.add(path)
            found[path] = {**found.get(path, {}), **known}


def _resources(data: bytes, file: str) -> list[Any]:
    try:
        package = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{file}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise CorpusError(f"{file}, {place}: not valid JSON ({error.msg}); mend it, or move the file away") from error
    except ValueError as error:  # a number of thousands of digits
        raise CorpusError(f"{file}: not a data package ({error})") from error
    except RecursionError as error:
        raise CorpusError(f"{file}: nested too deeply to be a data package") from error
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        raise CorpusError(f'{file}: needs a list of files, {{"resources": [{{"path": "a.txt", "title": "..."}}]}}')
    return resources


def _known(resource: dict[str, Any], where: str) -> dict[str, str]:
    known = {}
    for key in ("date", *METADATA, "encoding"):
        value = resource.get(key)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise CorpusError(f"{where}.{key} must be a text in quotation marks, not {_json_type(value)}")
        if lone_surrogate(value) is not None:
            raise CorpusError(f"{where}.{key} {_HALF}")
        known["published" if key == "date" else key] = value
    if "encoding" in known:
        known["encoding"] = _codec(known["encoding"], where)
    return known


def _codec(name: str, where: str) -> str:
    try:
        with contextlib.suppress(UnicodeError):
            b"a".decode(name)  # a codec that makes no text ("hex") is refused here, not by codecs.lookup
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        raise CorpusError(f'{where}.encoding: {name!r} is no known encoding; "utf-8" and "cp1252" are') from None


def _json_type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
