"""Failures of a request in words: no query, no token, one line."""

from __future__ import annotations

import httpx

from content.feeds.addresses import shown
from content.feeds.clean import line

_STATUS = {
    400: "the server does not understand the request (400)",
    401: "a login is needed (401)",
    403: "the server refuses (403)",
    404: "there is nothing at this address (404)",
    410: "the feed is gone for good (410)",
    451: "not available for legal reasons (451)",
}


def status_words(status: int, address: str) -> str:
    """What a status other than 200 and 304 means."""
    if status in _STATUS:
        return f"{shown(address)}: {_STATUS[status]}"
    whose = "the server has a fault" if status >= 500 else "the server answered oddly"
    return f"{shown(address)}: {whose} ({status})"


def error_words(error: Exception, address: str, silence: float) -> str:
    """What kept a request from being answered; ``silence`` is the read timeout in seconds."""
    host = shown(address).split("/")[0]
    if isinstance(error, httpx.ConnectTimeout):
        return f"{host} does not answer"
    if isinstance(error, httpx.TimeoutException):
        return f"{host} said nothing for {silence:g} s"
    if isinstance(error, httpx.ConnectError):
        return line(f"no connection to {host} ({error})", 200)
    if isinstance(error, httpx.RemoteProtocolError):
        return f"{host} broke off or does not speak HTTP"
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError)):
        return "the address is not valid"
    return f"{host}: the connection failed ({type(error).__name__})"
