"""Read settings from the environment and `.env`; nonsense stops the start with a sentence."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from dotenv import load_dotenv

load_dotenv(Path.cwd() / ".env")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def number(name: str, default: float, *, least: float = 0) -> float:
    raw = text(name)
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        refuse(f"{name} must be a number, not {raw!r}.")
    if not least <= value < 1e9:
        refuse(f"{name} must be at least {least:g}, not {raw}.")
    return value


def port(name: str, default: int) -> int:
    value = number(name, default, least=1)
    if value != int(value) or value > 65535:
        refuse(f"{name} must be a port between 1 and 65535, not {value:g}.")
    return int(value)


def flag(name: str, default: bool) -> bool:
    raw = text(name).lower()
    if raw in ("", "1", "0", "true", "false", "yes", "no", "on", "off"):
        return default if not raw else raw in ("1", "true", "yes", "on")
    refuse(f"{name} must be 1 or 0, not {raw!r}.")


def address(name: str, default: str) -> str:
    raw = text(name, default).rstrip("/")
    if not raw.startswith(("http://", "https://")):
        refuse(f"{name} must begin with http:// or https://, not {raw!r}.")
    return raw


def media(data: Path) -> Path:
    """The folder of MEDIA_URL, `CAIRN_DATA/media` unless a `file://` address names another."""
    raw = text("MEDIA_URL")
    if not raw:
        return data / "media"
    if not raw.startswith("file:///"):
        refuse(f"MEDIA_URL must begin with file:///, not {raw!r}.")
    return Path(unquote(urlsplit(raw).path))


def email(raw: str) -> dict[str, Any]:
    """Django's e-mail settings from EMAIL_URL: `smtp://user:password@host:587?tls=1`, `smtps://...`, or the console."""
    if not raw:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(raw)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        refuse("EMAIL_URL must look like smtp://user:password@host:587?tls=1 or smtps://user:password@host.")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure and "tls=1" in parts.query,
        "EMAIL_TIMEOUT": 10,
    }


def dsn(name: str) -> str:
    """Where errors are reported to, as the service shows it: https://KEY@host/NUMBER. Empty: nowhere."""
    raw = text(name)
    parts = urlsplit(raw)
    if raw and not (parts.scheme in ("http", "https") and parts.username and parts.hostname and parts.path.strip("/")):
        refuse(f"{name} must look like https://key@errors.example/12.")
    return raw


def items(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def need(*names: str) -> None:
    """A real number needs all of these: with the simulator's known secret anybody could sign webhooks."""
    if missing := [name for name in names if not text(name)]:
        refuse(f"WHATSAPP_ACCESS_TOKEN is set, so {', '.join(missing)} must be set too.")


def folder() -> Path:
    """The folder that holds everything this installation keeps; made on first use."""
    path = Path(text("CAIRN_DATA", "./var")).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        refuse(
            f"CAIRN_DATA ({path}) can't be written: {error.strerror}. Give another folder: CAIRN_DATA=~/cairn make run"
        )
    return path


def secret(data: Path) -> str:
    """SECRET_KEY, or one made on first start and kept in the data folder (mode 600)."""
    given = text("SECRET_KEY")
    if given:
        return given
    path = data / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if kept := path.read_text().strip():
            return kept
        handle = os.open(path, os.O_WRONLY)  # a start that was killed half-way left it empty
    with os.fdopen(handle, "w") as file:
        file.write(made := secrets.token_urlsafe(50))
    return made


def refuse(sentence: str) -> NoReturn:
    print(f"cairn: {sentence}", file=sys.stderr)
    raise SystemExit(2)
