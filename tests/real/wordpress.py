"""WordPress as Debian packs it, with PHP's own server and MariaDB, on this machine."""

import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.bucket import free_port
from tests.real import debian
from tests.real.node import stop

PACKAGES = ("wordpress", "php8.2-cli", "php8.2-mysql", "php8.2-gd", "mariadb-server", "mariadb-server-core")
EXTENSIONS = ("mysqlnd", "mysqli", "gd", "tokenizer", "ctype", "fileinfo", "exif", "iconv", "posix")
PATIENCE = 60.0  # seconds to start
SETTINGS = """<?php
define('DB_NAME', 'site');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', '{site}');
define('WP_SITEURL', '{site}');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    passwords: Mapping[str, str]  # of ada, who edits, vera, who is an author, and carl, who only contributes
    database: list[str]  # a program that takes SQL


@contextmanager
def running(*, is_plain: bool = False) -> Iterator[Site]:
    """Raises node.NotInstalled where this machine cannot have it."""
    root = debian.unpacked("wordpress", PACKAGES)
    environment = debian.environment(root)
    with tempfile.TemporaryDirectory(prefix="wp") as folder, (Path(folder) / "log").open("wb") as log:
        home, port = Path(folder), free_port()
        socket, site, url = home / "db.sock", home / "site", f"http://127.0.0.1:{port}"
        pages = root / "usr" / "share" / "wordpress"
        shutil.copytree(pages, site, ignore_dangling_symlinks=True)
        (site / "wp-content" / "uploads").mkdir(exist_ok=True)
        (site / "wp-config.php").write_text(SETTINGS.format(socket=socket, site=url))
        with _database(root, home, socket, environment, log) as sql:
            made = subprocess.run(
                [*_php(root), str(Path(__file__).with_suffix(".php"))],
                env={**environment, "SITE": url, "ROOT": str(site), "PLAIN": "1" if is_plain else ""},
                capture_output=True,
                check=False,
                timeout=PATIENCE,
            )
            if made.returncode:
                raise RuntimeError(f"the site was not made: {(made.stdout + made.stderr)[-600:]!r}")
            server = subprocess.Popen(
                [*_php(root), "-S", f"127.0.0.1:{port}", "-t", str(site)],
                env=environment,  # without a pool of workers: those outlive the process that is stopped
                stdout=log,
                stderr=log,
            )
            try:
                _wait(f"{url}/?rest_route=/")
                passwords = json.loads(made.stdout[made.stdout.index(b"{") :])
                yield Site(url, passwords, sql)
            finally:
                stop(server)


def _php(root: Path) -> list[str]:
    folder = next((root / "usr" / "lib" / "php").glob("20*"))
    words = [str(root / "usr" / "bin" / "php8.2"), "-n", "-d", f"extension_dir={folder}"]
    for name in EXTENSIONS:
        words += ["-d", f"extension={name}"] if (folder / f"{name}.so").exists() else []
    return [*words, "-d", "upload_max_filesize=8M", "-d", "post_max_size=16M", "-d", "display_errors=0"]


@contextmanager
def _database(
    root: Path, home: Path, socket: Path, environment: dict[str, str], log: object
) -> Iterator[list[str]]:
    """A database of its own, which nobody but this machine's files reach. The program that takes SQL."""
    data, base = home / "db", root / "usr"
    common = ["--no-defaults", f"--datadir={data}", "--user=root"]
    install = [str(base / "bin" / "mariadb-install-db"), *common, f"--basedir={base}", "--skip-test-db"]
    install += ["--auth-root-authentication-method=normal"]
    made = subprocess.run(install, env=environment, capture_output=True, check=False, timeout=PATIENCE)
    if made.returncode:
        raise RuntimeError(f"the database was not made: {(made.stdout + made.stderr)[-600:]!r}")
    command = [str(base / "sbin" / "mariadbd"), *common, f"--basedir={base}", f"--socket={socket}"]
    command += ["--skip-networking", f"--pid-file={home / 'db.pid'}", f"--lc-messages-dir={base}/share/mysql"]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    sql = ["env", *(f"{name}={value}" for name, value in environment.items())]
    sql += [str(base / "bin" / "mariadb"), "--no-defaults", f"--socket={socket}", "-uroot"]
    try:
        until = time.monotonic() + PATIENCE
        while subprocess.run(
            [*sql, "-e", "CREATE DATABASE site"], capture_output=True, check=False
        ).returncode:
            if time.monotonic() > until or server.poll() is not None:
                raise RuntimeError("the database did not start")
            time.sleep(0.2)
        yield [*sql, "site", "-N", "-e"]
    finally:
        stop(server)


def _wait(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=20):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise RuntimeError("the site did not start")
