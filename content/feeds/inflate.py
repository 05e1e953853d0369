"""Decompresses a reply piece by piece, so that no compressed bomb can fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

PIECE = 65_536


class CodingError(ValueError):
    """The body is not in the coding that its header names."""


class Inflater:
    """Undoes one ``Content-Encoding``; pieces are at most 64 KiB whatever comes in."""

    def __init__(self, coding: str) -> None:
        name = coding.strip().lower()
        self._plain = name in ("", "identity")
        if not self._plain and name not in ("gzip", "x-gzip", "deflate"):
            raise CodingError(f"the reply is in a coding that was not asked for ({name[:40]})")
        self._raw_allowed = name == "deflate"
        self._engine = zlib.decompressobj(47)
        self._begun = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """The decompressed pieces of the next raw bytes; raises CodingError."""
        if self._plain:
            yield data
            return
        while data:
            if self._engine.eof:  # another gzip member, or padding after the last
                if not data.startswith(b"\x1f\x8b"):
                    return
                self._engine = zlib.decompressobj(47)
            piece = self._inflate(data)
            data = self._engine.unconsumed_tail or self._engine.unused_data
            if piece:
                yield piece

    def _inflate(self, data: bytes) -> bytes:
        try:
            piece = self._engine.decompress(data, PIECE)
        except zlib.error as error:
            if not self._raw_allowed or self._begun:
                raise CodingError("the compressed reply is damaged") from error
            piece = self._inflate_raw(data)
        self._begun = True
        return piece

    def _inflate_raw(self, data: bytes) -> bytes:
        """Some servers send deflate without its header."""
        self._engine = zlib.decompressobj(-15)
        try:
            return self._engine.decompress(data, PIECE)
        except zlib.error as error:
            raise CodingError("the compressed reply is damaged") from error

    def finish(self) -> None:
        """Raise CodingError if the body ended within the compressed data."""
        if not self._plain and self._begun and not self._engine.eof:
            raise CodingError("the compressed reply ended early")
