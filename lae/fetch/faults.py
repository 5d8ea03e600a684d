"""What can go wrong between us and a publisher's server, in words an energy officer can act on."""

from collections.abc import Mapping
from typing import Final


class FetchError(Exception):
    """One layer could not be fetched. `rule` is stable; `fix` says what to do."""

    def __init__(self, rule: str, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.fix = rule, message, fix


class TryAgainError(FetchError):
    """The same request may go through later; `after_s` is how long the server asked to be left alone."""

    def __init__(self, rule: str, message: str, fix: str = "", *, after_s: float | None = None) -> None:
        super().__init__(rule, message, fix)
        self.after_s = after_s


_LATER: Final = "The publisher's server is in trouble: run the same command again later; what came so far is kept."
_STATUS: Final[Mapping[int, tuple[str, str, str]]] = {
    401: ("no_access", "the server wants a key or does not know ours.", "Check the key named for this layer."),
    403: ("no_access", "the server refuses us.", "It may want a key, or an account; else fetch the file by hand."),
    404: ("gone", "there is nothing at this address any more.", "Look the data set up on the publisher's page."),
    410: ("gone", "the publisher has withdrawn it.", "Look the data set up on the publisher's page."),
}
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


def refused(status: int, *, after_s: float | None = None) -> FetchError:
    """What an HTTP status that is no success means; a `TryAgainError` where waiting may help."""
    if status in _BUSY:
        busy = "asks us to slow down" if status == 429 else "is busy or broken"
        return TryAgainError("busy", f"the server {busy} (HTTP {status}).", _LATER, after_s=after_s)
    other = ("refused", "the server refuses the request.", "Report it, with the layer.")
    rule, message, fix = _STATUS.get(status, other)
    return FetchError(rule, f"{message.rstrip('.')} (HTTP {status}).", fix)


def unreachable(reason: str) -> TryAgainError:
    """The connection failed, timed out or broke off in the middle of an answer."""
    return TryAgainError("unreachable", f"the connection failed: {reason}.", _LATER)
