"""The version at the front of every Graph path, and the session of a resumable upload."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor


class Version(Convertor[str]):
    regex = r"v\d+\.\d+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class Upload(Version):
    regex = r"upload:[A-Za-z0-9+/=_-]+"


def register_convertors() -> None:
    register_url_convertor("version", Version())
    register_url_convertor("upload", Upload())
