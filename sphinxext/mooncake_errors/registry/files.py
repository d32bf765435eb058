"""Text files: reading, decoding, and lines and columns as editors count them."""

from pathlib import Path

from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, file_problem

MAX_BYTES = 5_000_000
"""Largest size of a file that is read, in bytes; no registry is that large."""


def read_text(path: Path) -> str:
    """Return the text of the UTF-8 file `path`, as `decode` does.

    Raises RegistryError if the file cannot be read or decoded, or is larger than MAX_BYTES.
    """
    return decode(str(path), read_bytes(path))


def read_bytes(path: Path | str) -> bytes:
    """Return the content of the file `path`.

    Raises RegistryError if the file cannot be read, or is larger than MAX_BYTES.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        fault = getattr(error, "strerror", None) or error
        problem = file_problem(path, "unreadable", f"cannot be read: {fault}")
        raise RegistryError([problem]) from None
    if len(content) > MAX_BYTES:
        message = f"is longer than {MAX_BYTES // 1_000_000} MB"
        raise RegistryError([file_problem(path, "too-long", message)])
    return content


def decode(path: str, content: bytes) -> str:
    """Return the `content` of the file `path` as text, without byte order mark and with line feeds.

    Raises RegistryError if it is not UTF-8.
    """
    text = decode_exactly(path, content).removeprefix("\ufeff")
    return _with_line_feeds(text)


def decode_exactly(path: str, content: bytes) -> str:
    """Return `content` as text with its byte order mark and line ends; raise as `decode` does."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = _with_line_feeds(error.object[: error.start].decode("utf-8-sig"))
        message = f"is not UTF-8: byte 0x{error.object[error.start]:02x}"
        problem = Problem(path, *place_of(before, len(before)), "not-utf-8", message)
        raise RegistryError([problem]) from None


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def place_of(text: str, index: int) -> tuple[int, int]:
    """Return the line and the column, both counted from 1, of the character at `index`.

    Only line feeds end a line, as in editors; PyYAML also counts U+0085, U+2028 and U+2029.
    """
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
