"""The `cairn` command. Each part of the product can be started alone; `cairn run` starts all of them."""

from __future__ import annotations

import os
from pathlib import Path

import click


def prepare() -> None:
    """Make the database reachable, then load Django. Before this nothing of the product may be imported."""
    from cairn import environment
    from cairn.lib import postgres

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings")
    postgres.ensure_url(environment.folder())
    import django

    django.setup()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=__import__("cairn").__version__)
def main() -> None:
    """Cairn: the WhatsApp sales desk for trip operators."""


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands, such as `cairn manage shell`."""
    prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["cairn manage", *arguments])


if __name__ == "__main__":
    main()
