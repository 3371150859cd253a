"""A backup is a file that somebody gave us: nothing in it is written outside its folder."""

from __future__ import annotations

import io
import tarfile

import click
import pytest

from cairn.console import keeping


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "media/../../outside", "a link"])
def test_what_would_leave_the_folder_is_refused(tmp_path, name):
    source, folder = tmp_path / "x.backup", tmp_path / "opened"
    folder.mkdir()
    with tarfile.open(source, "w") as archive:
        member = tarfile.TarInfo(name)
        if name == "a link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member, io.BytesIO())
    with pytest.raises(click.ClickException, match="would leave the folder"):
        keeping.opened(source, folder)
    assert not list(folder.iterdir()) and not (tmp_path / "outside").exists()
