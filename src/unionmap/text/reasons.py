"""Why the system refuses to read or write, in words where there are some."""

import errno
from types import MappingProxyType

from unionmap.text import Words, catalogue

_REASONS = MappingProxyType(
    {
        errno.ENOSPC: "system.no_space",
        errno.EDQUOT: "system.no_space",
        errno.EACCES: "system.no_permission",
        errno.EPERM: "system.no_permission",
        errno.EROFS: "system.read_only",
        errno.EISDIR: "system.no_file",
        errno.ENOENT: "system.not_there",
        errno.ENAMETOOLONG: "system.too_long",
        errno.ENOTDIR: "system.no_folder",
        errno.EEXIST: "system.no_folder",
    }
)


def reason(error: Exception) -> Words | str:
    """Return why the system refused something: words where there are some, else what it says."""
    key = _REASONS.get(getattr(error, "errno", None) or 0)
    if key:
        return catalogue()[key]
    return str(getattr(error, "strerror", "") or error or type(error).__name__)
