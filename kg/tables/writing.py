"""Writing several files as one: all of them, or none."""

import contextlib
from pathlib import Path

from kg.errors import SourceError


def write_all(texts: dict[Path, str]) -> list[Path]:
    """Write files under temporary names, then put all of them in place.

    If that fails half-way, the files already in place get their old content back.

    :raises SourceError: naming the file that could not be written; nothing has changed then.
    """
    new = {path: path.with_name(f".{path.name}.new") for path in texts}
    old: dict[Path, bytes | None] = {}
    current = Path()
    try:
        for path, text in texts.items():
            current = path
            path.parent.mkdir(parents=True, exist_ok=True)
            new[path].write_text(text, encoding="utf-8", newline="\n")
        for path in texts:
            current = path
            old[path] = path.read_bytes() if path.exists() else None
            new[path].replace(path)
    except OSError as error:
        _restore(old)
        raise SourceError(current, None, f"cannot be written: {error.strerror}") from error
    finally:
        for path in new.values():
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return list(texts)


def _restore(old: dict[Path, bytes | None]) -> None:
    for path, content in old.items():
        with contextlib.suppress(OSError):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
