"""How much an archive may unpack to: what is read of it is counted as it is read, whatever the archive claims.

References:
    David Fifield, A better zip bomb, USENIX WOOT 2019, https://www.bamsoftware.com/hacks/zipbomb/
"""

from __future__ import annotations

import contextlib
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from quotelens.corpus.documents import RefusedError

# Text in DEFLATE or XZ takes a fifth to a tenth of its size, a table with many equal rows a fiftieth. A bomb has 1:1000
# and more. Apache POI draws the line at 1:100 too (ZipSecureFile, MIN_INFLATE_RATIO).
MAX_RATIO = 100
GRACE = 20_000_000  # bytes that any archive may unpack to: a small one of equal lines is no danger
MAX_TOTAL = 100_000_000_000  # bytes, of all of an archive's members and theirs
MAX_MEMBERS = 500_000  # of an archive and of those within it; each takes about a kilobyte while the archive is read
MAX_HEADER = 1_000_000  # bytes that a TAR archive may ask for at once: its headers are held in memory

CHUNK = 64 * 1024

# What the standard library raises on damaged archives. BZ2File and GzipFile raise OSError too.
DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, OverflowError,
    ValueError,
)  # fmt: skip


@dataclass(slots=True)
class Allowance:
    """What an archive on disk may unpack to, and how much of that is used up, archives within it included.

    Attributes:
        limit: Bytes.
        spent: Bytes read of its members so far.
        members: How many of them have been listed so far.
        exceeded: Whether a reading was stopped; whatever is left is not to be read.
    """

    limit: int
    spent: int = 0
    members: int = 0
    exceeded: bool = False

    @classmethod
    def of_size(cls, size: int) -> Allowance:
        """The allowance of an archive of `size` bytes."""
        return cls(min(MAX_TOTAL, max(GRACE, MAX_RATIO * size)))

    def spend(self, n: int) -> None:
        """Count `n` bytes that were read.

        Raises:
            RefusedError: `unsafe`: that is more than there is.
        """
        self.spent += n
        self.reach(self.spent)

    def reach(self, position: int) -> None:
        """Let a stream that is unpacked be read up to `position`; raises as `spend` does."""
        if position > self.limit:
            self.exceeded = True
            mend = "if that is right, unpack it and read the folder"
            raise RefusedError("unsafe", f"the archive unpacks to more than {self.limit:,} bytes; {mend}")


@contextlib.contextmanager
def damage_told() -> Iterator[None]:
    """What the standard library says of a damaged archive, as a `RefusedError`."""
    try:
        yield
    except (NotImplementedError, RuntimeError) as error:  # a compression that zipfile does not know
        raise RefusedError("unsupported", f"{error}; unpack it and read the folder") from error
    except DAMAGE as error:
        raise RefusedError("unreadable", f"damaged: {str(error) or type(error).__name__}") from error


class Counted(io.RawIOBase):
    """A member's bytes, one after the other, counted.

    Args:
        inner: What they are read from; closed with this.
        allowance: Where they are counted.
        chunk: How many are asked for at once.
    """

    def __init__(self, inner: IO[bytes], allowance: Allowance, chunk: int = CHUNK) -> None:
        super().__init__()
        self._inner = inner
        self._allowance = allowance
        self._chunk = chunk

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with damage_told():
            data = self._inner.read(min(len(buffer), self._chunk))
        self._allowance.spend(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


class Unpacked:
    """A compressed TAR archive's bytes as `tarfile` reads them, which skips what it does not want by unpacking it."""

    def __init__(self, inner: IO[bytes], allowance: Allowance) -> None:
        self._inner = inner
        self._allowance = allowance

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_HEADER:
            raise RefusedError("unsafe", f"a header of more than {MAX_HEADER:,} bytes")
        self._allowance.reach(self._inner.tell() + size)
        return self._inner.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Only from the beginning, which is all that `tarfile` does."""
        self._allowance.reach(offset)
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()
