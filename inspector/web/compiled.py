"""Templates as they were compiled, kept from one start to the next: the first page after a start need not wait."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from pickle import UnpicklingError

from jinja2.bccache import Bucket, FileSystemBytecodeCache

from inspector.web import pages


class Compiled(FileSystemBytecodeCache):
    """What cannot be read or kept, after a power failure or on a full disk, is compiled anew."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_compiled(data_folder: Path) -> None:
    """For this process; a folder for each way of compiling, which `pages` says."""
    way = sha256(Path(pages.__file__).read_bytes()).hexdigest()[:16]
    folder = data_folder / "compiled" / way
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        pages.environment().bytecode_cache = Compiled(str(folder))
