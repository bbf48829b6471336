"""PostgreSQL from the wheel: initialised, started and found again when nobody brought a server.
It listens on a private Unix socket only, asks for a password, and never runs as root.
"""

import fcntl
import hashlib
import logging
import os
import pwd
import secrets
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from weikameng.gateways import postgres_wheel as wheel
from weikameng.gateways.postgres_wheel import SERVER_ACCOUNT, SYSTEM_PLACE, DatabaseUnavailable

__all__ = [
    "DatabaseUnavailable",
    "PostgresAddress",
    "address",
    "cluster_of",
    "ensure_running",
    "stop",
]

PORT = 5432
NAME = "weikameng"
ADMIN = "postgres"
SOCKET_PLACE = Path("/tmp")  # noqa: S108 - short; the directory below it is private and checked
START_SECONDS = 60
LOCK_SECONDS = 120
ORPHAN_SECONDS = 10
CONNECT_SECONDS = 5
RETRY_SECONDS = 0.05
OWN_FILES = frozenset({"password", "admin-password", "lock", "cluster"})
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # What was wrong stands in the server's own log; the row that was refused, whoever's, does not.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PostgresAddress:
    """Where to connect: `host` is the directory of the Unix socket.

    `started` says that this very call had to start the server.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    dbname: str
    started: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class _Server:
    """One cluster, the programs that serve it and the account that runs them."""

    cluster: Path
    programs: Path
    account: pwd.struct_passwd
    admin: PostgresAddress


def address(data_dir: Path) -> PostgresAddress:
    """Say where the database of this directory answers, whether or not it runs."""
    home = _home(data_dir)
    password = _secret(home / "password")
    # The secret in the name keeps a stranger from taking the socket's place beforehand.
    name = hashlib.sha256(f"{home}\0{password}".encode()).hexdigest()[:12]
    host = str(SOCKET_PLACE / f"weikameng-{name}")
    return PostgresAddress(host, PORT, user=NAME, password=password, dbname=NAME)


def ensure_running(data_dir: Path) -> PostgresAddress:
    """Return the address of a server that answers, making and starting it when it has to."""
    where = address(data_dir)
    if _accepts(where):
        return where
    home = _home(data_dir)
    with _explained(home), _locked(home):
        if not _accepts(where):
            server = _server(home, where)
            if _serving_pid(server) is None:
                _start(server)
                where = replace(where, started=True)
            _await_answer(server)
            _prepare(server, where)
    return where


def stop(data_dir: Path) -> None:
    """Stop the server of this directory if it runs; data stay."""
    if not (data_dir / "cluster").exists():
        return
    where, home = address(data_dir), _home(data_dir)
    with _explained(home), _locked(home):
        server = _server(home, where)
        if _serving_pid(server) is not None:
            _pg_ctl(server, "stop", "--mode=fast")
        shutil.rmtree(where.host, ignore_errors=True)


def cluster_of(data_dir: Path) -> Path:
    """Say where the rows really are: under `data_dir`, or where its link `cluster` leads."""
    return (data_dir.absolute() / "cluster").resolve()


def _home(data_dir: Path) -> Path:
    """The directory, made if missing, once it is certain that it is ours alone."""
    home = data_dir.resolve()
    with _explained(home):
        if not home.exists():
            home.mkdir(parents=True, exist_ok=True)
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        owner = home.stat().st_uid
        if owner != os.geteuid():
            raise DatabaseUnavailable(
                f"{home} belongs to {_name_of(owner)}: run as that user, choose another data "
                "directory, or set DATABASE_URL."
            )
        for entry in home.iterdir():
            if entry.name.split(".")[0] not in OWN_FILES:
                raise DatabaseUnavailable(
                    f"{home} holds other files ({entry.name}): choose an empty data directory, "
                    "or set DATABASE_URL."
                )
    return home


def _name_of(uid: int) -> str:
    try:
        return f"the user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"the user number {uid}"


@contextmanager
def _explained(home: Path) -> Iterator[None]:
    """Turn what the machine refuses into a sentence for whoever starts the shop."""
    try:
        yield
    except (OSError, subprocess.SubprocessError, psycopg.Error) as error:
        reason = " ".join(str(error).split())
        raise DatabaseUnavailable(
            f"The database of {home} cannot start ({reason}): put that right, or set DATABASE_URL."
        ) from error


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Let one process at a time initialise, start or stop."""
    deadline = time.monotonic() + LOCK_SECONDS
    with os.fdopen(os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)) as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise DatabaseUnavailable(
                        f"Another process has held {home / 'lock'} for {LOCK_SECONDS} s: "
                        "end it and start again."
                    ) from None
                time.sleep(RETRY_SECONDS)
        yield


def _secret(path: Path) -> str:
    """Read a password only its owner can read, choosing it the first time."""
    with _explained(path.parent):
        if not path.exists():
            descriptor, part = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(32))
            # Of two processes choosing at once, the first link wins and both read it.
            with suppress(FileExistsError):
                path.hardlink_to(part)
            Path(part).unlink()
        return path.read_text()


def _server(home: Path, where: PostgresAddress) -> _Server:
    """Gather what it takes to run the cluster of this directory. The lock is held."""
    account = wheel.account()
    cluster = home / "cluster"
    if not cluster.is_symlink() and not wheel.reaches(account, home):
        if cluster.exists():
            raise DatabaseUnavailable(
                f"{SERVER_ACCOUNT} cannot enter {home}: allow it to with chmod o+x on the "
                "directories above, or set DATABASE_URL."
            )
        # A link is the pointer: `ls -l` says where the rows are.
        cluster.symlink_to(SYSTEM_PLACE / Path(where.host).name / "cluster")
        log.warning("%s cannot enter %s: data live in %s", account.pw_name, home, cluster.resolve())
    admin = PostgresAddress(where.host, PORT, ADMIN, _secret(home / "admin-password"), ADMIN)
    return _Server(cluster.resolve(), wheel.programs(), account, admin)


def _serving_pid(server: _Server) -> int | None:
    """The process serving this cluster, certain even when its number was reused."""
    try:
        pid = int((server.cluster / "postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, PermissionError, ValueError):
        return None
    if not Path("/proc/self/cwd").exists():
        return pid
    try:
        # A postmaster works in its data directory; only its own account may look there.
        works_in = wheel.run("readlink", f"/proc/{pid}/cwd", account=server.account)
    except subprocess.SubprocessError:
        works_in = ""
    return pid if works_in.strip() == str(server.cluster) else None


def _start(server: _Server) -> None:
    """Initialise when new, clear what a killed server left, start and wait."""
    if not (server.cluster / "PG_VERSION").exists():
        _initialise(server)
    _make_socket_directory(server)
    _remove_stale_pid(server)
    settings = SETTINGS | {"unix_socket_directories": server.admin.host}
    options = shlex.join([f"-c{name}={value}" for name, value in settings.items()])
    journal = server.cluster / "server.log"
    deadline = time.monotonic() + ORPHAN_SECONDS
    while True:
        journal.unlink(missing_ok=True)
        try:
            return _pg_ctl(server, "start", f"--log={journal.name}", f"--options={options}")
        except subprocess.SubprocessError as error:
            said = journal.read_text() if journal.exists() else ""
            # Orphans of a killed server leave by themselves within moments.
            if "is still in use" not in said or time.monotonic() > deadline:
                fatal = [line for line in said.splitlines() if "FATAL" in line] or [str(error)]
                raise subprocess.SubprocessError(f"{fatal[-1]}, see {journal}") from None
        time.sleep(RETRY_SECONDS)


def _pg_ctl(server: _Server, *arguments: str) -> None:
    # It hands paths to a shell badly quoted: stand in the cluster and call it ".".
    place = ("--wait", f"--timeout={START_SECONDS}", "--pgdata=.")
    command = (str(server.programs / "pg_ctl"), *arguments, *place)
    wheel.run(*command, account=server.account, at=server.cluster)


def _initialise(server: _Server) -> None:
    """Make the cluster beside its place and move it in whole, so none is ever half made."""
    parent, part = server.cluster.parent, server.cluster.with_name("cluster.new")
    if server.cluster.exists():
        raise DatabaseUnavailable(
            f"{server.cluster} is not a PostgreSQL cluster: remove it, or set DATABASE_URL."
        )
    if parent.is_relative_to(SYSTEM_PLACE):
        wheel.open_directory(parent)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    os.chown(part, server.account.pw_uid, server.account.pw_gid)
    with tempfile.NamedTemporaryFile("w", dir=SOCKET_PLACE) as secret:
        secret.write(server.admin.password)
        secret.flush()
        os.chown(secret.name, server.account.pw_uid, server.account.pw_gid)
        wheel.run(
            server.programs / "initdb",
            f"--pgdata={part}",
            f"--username={ADMIN}",
            f"--pwfile={secret.name}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            account=server.account,
        )
    part.rename(server.cluster)


def _make_socket_directory(server: _Server) -> None:
    """A directory only the server's account may enter, emptied of what a killed server left."""
    place = Path(server.admin.host)
    with suppress(FileExistsError):
        place.mkdir(mode=0o700)
    seen = place.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in (os.geteuid(), server.account.pw_uid):
        raise DatabaseUnavailable(
            f"{place} is in use by {_name_of(seen.st_uid)}: remove it, or set DATABASE_URL."
        )
    place.chmod(0o700)
    os.chown(place, server.account.pw_uid, server.account.pw_gid)
    listener = place / f".s.PGSQL.{PORT}"
    if _answers(listener):
        raise DatabaseUnavailable(
            f"Another program answers on {listener}: end it and start again, or set DATABASE_URL."
        )
    listener.unlink(missing_ok=True)
    listener.with_name(f"{listener.name}.lock").unlink(missing_ok=True)


def _answers(listener: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(CONNECT_SECONDS)
        try:
            caller.connect(str(listener))
        except OSError:
            return False
    return True


def _remove_stale_pid(server: _Server) -> None:
    """Forget a killed server's number once some other process carries it.

    While no process carries it the file stays: PostgreSQL then checks that no orphan is left.
    """
    note = server.cluster / "postmaster.pid"
    with suppress(FileNotFoundError, ProcessLookupError, PermissionError, ValueError):
        os.kill(int(note.read_text().split("\n")[0]), 0)
        note.unlink()


def _await_answer(server: _Server) -> None:
    """Wait out the recovery of a server somebody else is starting."""
    note = (server.cluster / "postmaster.pid").read_text().splitlines()
    if (elsewhere := "".join(note[4:5])) not in ("", server.admin.host):
        raise DatabaseUnavailable(
            f"{server.cluster} was moved or copied while it was served from {elsewhere}: "
            f"end process {note[0]} and start again."
        )
    where = make_conninfo(host=server.admin.host, port=PORT).encode()
    deadline = time.monotonic() + START_SECONDS
    while (ping := pq.PGconn.ping(where)) != pq.Ping.OK:
        if time.monotonic() > deadline:
            raise DatabaseUnavailable(
                f"The server of {server.cluster} does not answer on {server.admin.host} "
                f"({pq.Ping(ping).name}): end process {_serving_pid(server)} and start again."
            )
        time.sleep(RETRY_SECONDS)


def _connect(where: PostgresAddress) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=where.host,
        port=where.port,
        user=where.user,
        password=where.password,
        dbname=where.dbname,
        autocommit=True,
        options="",
        connect_timeout=CONNECT_SECONDS,
        require_auth="scram-sha-256",  # the server must prove it knows the password too
    )


def _accepts(where: PostgresAddress) -> bool:
    try:
        _connect(where).close()
    except psycopg.OperationalError:
        return False
    return True


def _prepare(server: _Server, where: PostgresAddress) -> None:
    """Give the shop its own role, which is no superuser, and its database."""
    with _connect(server.admin) as admin:
        role = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [where.user]).fetchone()
        statement = "ALTER ROLE {} {}" if role else "CREATE ROLE {} {}"
        rights = sql.SQL("LOGIN CREATEDB PASSWORD {}").format(sql.Literal(where.password))
        user, dbname = sql.Identifier(where.user), sql.Identifier(where.dbname)
        admin.execute(sql.SQL(statement).format(user, rights))
        found = "SELECT 1 FROM pg_database WHERE datname = %s"
        if admin.execute(found, [where.dbname]).fetchone() is None:
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(dbname, user))
