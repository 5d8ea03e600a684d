"""Requests that are polite, bounded and patient: who we are, how much we take, how often we ask again."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import httpx
import stamina

from lae.fetch.faults import FetchError, TryAgainError, refused, unreachable

_AGENT: Final = "lae/{version} (local area energy planning; open source; fetches open data once)"
_LARGEST_JSON: Final = 64_000_000
"""An answer in pages is never near this."""
_REDIRECTS: Final = 5
_LONGEST_WAIT_S: Final = 120.0
"""A server that wants to be left alone for longer is asked again another day."""
_KEYS: Final = frozenset({"x-api-key"})
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

Result = TypeVar("Result")


@dataclass(frozen=True)
class Patience:
    """How often a request is made, and how long the first pause is; pauses double, with some chance in them."""

    attempts: int = 5
    first_pause_s: float = 1.0
    timeout_s: float = 60.0


class Web:
    """A client for publishers' services; every method raises `FetchError` and nothing else for what a server does."""

    def __init__(self, version: str, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._client = httpx.Client(
            headers={"User-Agent": _AGENT.format(version=version)},
            timeout=httpx.Timeout(self.patience.timeout_s),
            follow_redirects=True,
            max_redirects=_REDIRECTS,
            event_hooks={"request": [_only_safe]},
        )

    def __enter__(self) -> "Web":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def again(self, ask: Callable[[], Result]) -> Result:
        """What `ask` returns; asked again after growing pauses, or the server's own, while that may help."""
        for attempt in stamina.retry_context(
            on=_pause,
            attempts=self.patience.attempts,
            timeout=None,
            wait_initial=self.patience.first_pause_s,
            wait_max=_LONGEST_WAIT_S,
            wait_jitter=self.patience.first_pause_s,
        ):
            with attempt:
                return ask()
        raise FetchError("unreachable", "no attempt was made.")  # pragma: no cover - stamina tries at least once

    def json(
        self,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        judge: Callable[[Any], None] = lambda _answer: None,
    ) -> Any:
        """The JSON a service answers with, asked again where that may help; web pages and huge answers are refused.

        `judge` may raise `FetchError` for an answer that is a failure though HTTP calls it a success.
        """

        def ask() -> Any:
            with self.stream(url, params=params, headers=headers) as response:
                body = _bounded(response, _LARGEST_JSON)
            not_page(response)
            try:
                answer = json.loads(body)
            except (ValueError, RecursionError):
                raise TryAgainError("not_json", "the server's answer is not JSON, or broke off.") from None
            judge(answer)
            return answer

        return self.again(ask)

    @contextmanager
    def stream(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        """An answer whose body is still to be read: a success, or 304 Not Modified."""
        # httpx drops Authorization where a redirect leaves the host, but no other header: such a key stays at home.
        follow = not {name.lower() for name in headers or ()} & _KEYS
        try:
            with self._client.stream(
                "GET", url, params=params or None, headers=headers, follow_redirects=follow
            ) as response:
                if not (response.is_success or response.status_code in (304, 416)):
                    raise refused(response.status_code, after_s=_retry_after(response.headers))
                yield response
        except httpx.TooManyRedirects:
            message = f"the server sends us round in circles (more than {_REDIRECTS} redirects)."
            raise FetchError("redirects", message, "Look the data set up on the publisher's page.") from None
        except httpx.InvalidURL as error:
            raise FetchError("address", f"the address cannot be used: {error}.") from None
        except httpx.TransportError as error:
            raise unreachable(_plainly(error)) from None
        except httpx.HTTPError as error:
            raise FetchError("unreachable", f"the request failed: {_plainly(error)}.") from None


def not_page(response: httpx.Response) -> None:
    """Raise `FetchError` for a web page where data was asked for: a sign-in form, or a notice with HTTP 200."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        message = "the server answered with a web page instead of data."
        fix = "It may ask to sign in: fetch the file by hand from the publisher's page."
        raise FetchError("not_data", message, fix)


def _bounded(response: httpx.Response, most: int) -> bytes:
    body = bytearray()
    for block in response.iter_bytes():
        body += block
        if len(body) > most:
            raise FetchError("too_large", f"the answer is larger than {most // 1_000_000} MB.")
    return bytes(body)


def _pause(error: Exception) -> bool | float:
    """Whether to ask again: after the server's own pause, after ours, or not at all."""
    if not isinstance(error, TryAgainError):
        return False
    if error.after_s is None:
        return True
    return error.after_s if error.after_s <= _LONGEST_WAIT_S else False


def _retry_after(headers: httpx.Headers) -> float | None:
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((when - datetime.now(UTC)).total_seconds(), 0.0) if when.tzinfo else None


def _only_safe(request: httpx.Request) -> None:
    """No address without encryption, wherever a redirect points; tests serve from this machine itself."""
    if request.url.scheme != "https" and request.url.host not in _LOOPBACK:
        message = f"the address {request.url.host} is not encrypted."
        raise FetchError("not_encrypted", message, "Fetch the file by hand.")


def _plainly(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
