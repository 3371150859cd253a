"""The version at the front of every Graph path."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor


class Version(Convertor[str]):
    regex = r"v\d+\.\d+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def register_version() -> None:
    register_url_convertor("version", Version())
