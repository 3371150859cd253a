"""The `cairn` command. Each part of the product can be started alone; `cairn run` starts all of them."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from cairn import __version__


def prepare() -> None:
    """Make the database reachable, then load Django. Before this nothing of the product may be imported."""
    from cairn import environment
    from cairn.lib import postgres

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings")
    postgres.ensure(environment.folder())
    import django

    django.setup()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Cairn: the WhatsApp sales desk for trip operators."""


@main.command()
def run() -> None:
    """Start everything: database, web, worker and, without a WhatsApp token, the simulator."""
    from cairn.console import supervise

    supervise.run()


@main.command()
def web() -> None:
    """Serve the dashboard, the API and the webhooks."""
    prepare()
    from cairn.console import serve, upgrading

    upgrading.insist()
    serve.web()


@main.command()
def work() -> None:
    """Run the worker: files, answers and sends, and sweeps up every three seconds."""
    prepare()
    from cairn.console import serve, upgrading

    upgrading.insist()
    serve.work()


@main.command()
def simulator() -> None:
    """Run the WhatsApp simulator with its phone page."""
    from cairn.console import serve

    serve.simulator()


@main.command()
@click.option("--no-dump", is_flag=True, help="Don't write a backup of the database first.")
def migrate(no_dump: bool) -> None:
    """Bring the database up to date, after a backup of what is there, and make sure that there is a first account."""
    prepare()
    from cairn.console import first_start

    if saved := first_start.migrate(dump=not no_dump):
        click.echo(f"What was there before is kept in {saved}.")
    if password := first_start.first_account():
        click.echo(f"The first account's password is {password} (shown this once).")
    click.echo("The database is up to date.")


@main.command()
@click.option("--leads", type=click.IntRange(0, 1_000_000), default=0, help="Made-up leads to fill the desk with.")
def demo(leads: int) -> None:
    """Load the demo firm into an empty installation, and as many made-up leads as wanted."""
    prepare()
    from cairn.console import first_start
    from cairn.console.crowd import make

    click.echo(first_start.load_demo())
    if leads:
        try:
            click.echo(f"{make.make(leads, tell=click.echo)} leads added.")
        except make.Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--number", default="", help="Only the number with this id of Meta's.")
def doctor(as_json: bool, number: str) -> None:
    """Check everything between WhatsApp and this desk; exit code 1 when something is wrong."""
    prepare()
    from cairn.console import doctoring

    doctoring.doctor(as_json=as_json, number=number)


@main.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Write database, media and keys into one file. As secret as the installation itself."""
    prepare()
    from cairn.console import keeping

    click.echo(f"{target}: {keeping.backup(target) / 1e6:.1f} MB.")


@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also where there is a firm already; the backup takes its place.")
def restore(source: Path, force: bool) -> None:
    """Put a backup back, then bring its database up to date."""
    prepare()
    from cairn.console import first_start, keeping

    click.echo(f"Restored the backup of {keeping.restore(source, force=force)}.")
    first_start.migrate(dump=False)


@main.command()
@click.option("--kind", default="", help="Only these kinds of cases, separated by commas.")
@click.option(
    "--least", type=click.FloatRange(0, 100), default=90.0, show_default=True, help="Per cent that must pass."
)
@click.option("--show", type=click.IntRange(0), default=5, show_default=True, help="How many failed cases to print.")
def evaluate(kind: str, least: float, show: int) -> None:
    """Ask the assistant every case of the suite and judge the answers; exit code 1 when too many fail."""
    prepare()
    from cairn.console import evaluating

    evaluating.evaluate(kinds=kind, least=least, show=show)


@main.command()
def sweep() -> None:
    """Do once what the worker's sweeper does every three seconds."""
    prepare()
    from cairn import sweeping

    click.echo(", ".join(f"{name} {count}" for name, count in sweeping.sweep().items()))


@main.command()
@click.argument("entries", nargs=-1, type=int)
@click.option("--since", type=click.DateTime(), help="All entries received since then (UTC).")
@click.option("--leads", is_flag=True, help="Compare the leads with what the journal tells of them, field by field.")
@click.option("--write", is_flag=True, help="With --leads: make them what the journal tells.")
@click.option("--until", type=click.DateTime(), help="With --leads: as the journal told it at that time (UTC).")
def replay(entries: tuple[int, ...], since: object, leads: bool, write: bool, until: datetime | None) -> None:
    """Process journal entries again. What is filed already stays as it is. With --leads: the leads from the journal."""
    prepare()
    from cairn.console import replaying

    if leads:
        click.echo(replaying.leads(write=write, until=until, tell=click.echo))
    elif write or until:
        raise click.UsageError("--write and --until belong to --leads.")
    else:
        click.echo(replaying.replay(entries, since))


@main.command()
@click.option("--months", type=click.IntRange(13), required=True, help="How many months of Events to keep.")
def prune(months: int) -> None:
    """Drop old months of Events: timelines lose them, leads and insights keep what they are."""
    prepare()
    from cairn.console import pruning

    click.echo(pruning.prune(months))


@main.command()
def reseal() -> None:
    """Seal every secret with today's SECRET_KEY. After it, the old one may leave SECRET_KEY_FALLBACKS."""
    prepare()
    from cairn.console import resealing

    click.echo(resealing.reseal())


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands, such as `cairn manage shell`."""
    prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["cairn manage", *arguments])


if __name__ == "__main__":
    main()
