"""Which addresses of articles are web addresses."""

from urllib.parse import urlsplit


def web_address(url: str | None) -> str | None:
    """The address if a reader may follow it: http or https, with a host; else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
