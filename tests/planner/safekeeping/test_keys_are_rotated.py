"""A new key for the credentials: nothing is lost, also when the rotation is killed half way."""

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.conf import settings as constants
from django.core.management import call_command

from planner import keys, vault
from planner.channels.models import Channel
from planner.safekeeping import rekey

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def old_keys() -> Any:
    """Other tests go on with the keys they had."""
    path = Path(constants.HOME) / "vault.key"
    text, before = path.read_text(), dict(constants.VAULT_KEYS)
    yield before
    path.write_text(text)
    constants.VAULT_KEYS.clear()
    constants.VAULT_KEYS.update(before)


def _sealed_with() -> set[str]:
    return {vault.key_id(channel.credentials) for channel in Channel.objects.exclude(credentials="")}


def test_everything_is_sealed_with_the_new_key(harbour: Any, other: Any, old_keys: dict[str, bytes]) -> None:
    before = [channel.take_out() for channel in Channel.objects.all()]
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert "Sealed anew: 4 channels and 0 second steps" in out.getvalue()
    assert _sealed_with() == {vault.current_key_id()}
    assert vault.current_key_id() not in old_keys
    assert [channel.take_out() for channel in Channel.objects.all()] == before
    path = Path(constants.HOME) / "vault.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(keys.reread(constants.HOME))[1:] == list(old_keys)


def test_second_steps_are_sealed_anew_and_still_open(olga: Any, old_keys: dict[str, bytes]) -> None:
    app = auth.TOTP.activate(olga, SECRET).instance
    codes = RecoveryCodes.activate(olga)
    unused = codes.get_unused_codes()
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert "2 channels and 2 second steps" in out.getvalue()
    for name in old_keys:  # the old keys can be thrown away
        del constants.VAULT_KEYS[name]
    app.refresh_from_db()
    code = auth.format_hotp_value(auth.hotp_value(SECRET, next(auth.yield_hotp_counters_from_time())))
    assert auth.TOTP(app).validate_code(code)
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == unused
    assert list(rekey.unfinished_steps()) == []


def test_a_process_that_knows_only_the_old_key_reads_on(harbour: Any, old_keys: dict[str, bytes]) -> None:
    call_command("rotate_keys", stdout=StringIO())
    constants.VAULT_KEYS.clear()
    constants.VAULT_KEYS.update(old_keys)
    for channel in Channel.objects.all():
        channel.take_out()


def test_a_new_line_is_printed_and_nothing_else(old_keys: dict[str, bytes]) -> None:
    out = StringIO()
    call_command("rotate_keys", "--print", stdout=out)
    name, _, key = out.getvalue().strip().partition(":")
    assert name.startswith("k")
    assert len(key) == 43
    assert keys.reread(constants.HOME) == old_keys


@pytest.mark.django_db(transaction=True)
def test_killed_half_way_it_goes_on(harbour: Any, other: Any) -> None:
    """A process of its own is killed when two of four are sealed; nothing is lost, the next run ends it."""
    script = (
        "import os, django; django.setup();"
        "from planner.channels.models import Channel; from planner.safekeeping import rekey;"
        "reseal = Channel.reseal; done = []\n"
        "def twice(self):\n"
        "    if len(done) == 2: os.kill(os.getpid(), 9)\n"
        "    done.append(self); return reseal(self)\n"
        "Channel.reseal = twice; rekey.begin(); rekey.finish()"
    )
    database = constants.DATABASES["default"]
    where = str(database["NAME"])
    url = (
        f"sqlite:///{where}"
        if "sqlite" in database["ENGINE"]
        else (f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{where}")
    )
    before = {channel.pk: channel.take_out() for channel in Channel.objects.all()}
    killed = subprocess.run(
        [sys.executable, "-c", script],
        cwd=constants.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "planner.settings"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(_sealed_with()) == 2
    assert {channel.pk: channel.take_out() for channel in Channel.objects.all()} == before
    constants.VAULT_KEYS.clear()
    constants.VAULT_KEYS.update(keys.reread(constants.HOME))
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert "going on" in out.getvalue()
    assert "Sealed anew: 2 channels" in out.getvalue()
    assert _sealed_with() == {vault.current_key_id()}
    assert {channel.pk: channel.take_out() for channel in Channel.objects.all()} == before


def test_the_secrets_of_notices_are_sealed_anew_too(harbour: Any, old_keys: dict[str, bytes]) -> None:
    from planner.notices.models import TelegramBot, Webhook

    bot = TelegramBot.objects.create(workspace=harbour, username="harbour_bot")
    webhook = Webhook.objects.create(workspace=harbour, url="https://example.org/in")
    for row, secret in ((bot, "1:token"), (webhook, "whsec_x")):
        row.lock_in(secret)
    call_command("rotate_keys", stdout=StringIO())
    for row, secret in ((bot, "1:token"), (webhook, "whsec_x")):
        row.refresh_from_db()
        assert vault.key_id(row.sealed) == vault.current_key_id() not in old_keys
        assert row.take_out() == secret
