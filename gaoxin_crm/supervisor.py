"""Keeps the processes of one machine running: starts them in order, restarts what dies, stops in reverse.

`manage.py up` writes a plan and becomes this program. It knows nothing of Django, so it stays small
(about 15 MB), and it has one thread only, which makes the code between fork and exec safe.

A plan is JSON: {"programs": [{"name", "command", "wait"}, …] in starting order, "state": path of its file,
"broker": kind, "ready": {"port", "lines"}}. The state file says what runs: see `write_state`.
"""

import ctypes
import datetime as dt
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

FIRST_DELAY, LONGEST_DELAY = 0.5, 8.0  # seconds before a restart; below the 15 s in which things must heal
HEALTHY_AFTER = 10.0  # seconds a process must have lived for its next death to count as the first
GRACE = 20.0  # seconds a process gets to end its work
LOOK_EVERY = 0.25
PR_SET_PDEATHSIG = 1


def restart_delay(lived, previous):
    """Seconds to wait before the next start of a process that lived for `lived` seconds."""
    return FIRST_DELAY if lived >= HEALTHY_AFTER or not previous else min(previous * 2, LONGEST_DELAY)


def how_it_ended(code):
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def dies_with_parent():
    """What a child runs before its program: the kernel ends it when this process dies, even by SIGKILL.

    Linux only; elsewhere a SIGKILL of the supervisor leaves the others running.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie():
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return tie


class Program:
    """One process that must keep running, and its latest life."""

    def __init__(self, name, command, say, start_at=0.0):
        self.name, self.command, self.say = name, command, say
        self.process = None
        self.starts = 0
        self.delay = 0.0
        self.started_at = 0.0
        self.start_at = start_at

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def start(self, now):
        # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops in order.
        self.process = subprocess.Popen(  # noqa: S603  (the plan is ours)
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dies_with_parent(),  # one thread only: nothing can hold a lock at the fork
        )
        self.starts += 1
        self.started_at = now

    def note_end(self, now):
        code, self.process = self.process.returncode, None
        self.delay = restart_delay(now - self.started_at, self.delay)
        self.start_at = now + self.delay
        self.say("up", f"{self.name} {how_it_ended(code)}; starting it again in {self.delay:g} s")

    def stop(self):
        if not self.is_running:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.say("up", f"{self.name} did not stop within {GRACE:g} s and is ended")
        self.end_group()

    def end_group(self):
        """End what is left of the process and its children."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


class Output:
    """Writes the lines of all processes to one place, each behind the name of its process."""

    def __init__(self, stream):
        self.stream = stream
        self.selector = selectors.DefaultSelector()

    def say(self, name, text):
        self.stream.write(f"{name:<8} | {text}\n")
        self.stream.flush()

    def follow(self, program):
        os.set_blocking(program.process.stdout.fileno(), False)
        self.selector.register(program.process.stdout, selectors.EVENT_READ, [program.name, b""])

    def pass_on(self, seconds):
        """Wait for output at most so long, and write the full lines of it."""
        for key, _ in self.selector.select(seconds):
            name, rest = key.data
            chunk = os.read(key.fd, 65536)
            *lines, key.data[1] = (rest + chunk).split(b"\n")
            for line in lines:
                self.say(name, line.decode(errors="replace"))
            if not chunk:
                self.selector.unregister(key.fileobj)
                key.fileobj.close()


class Supervisor:
    def __init__(self, plan, stream):
        self.plan = plan
        self.output = Output(stream)
        now = time.monotonic()
        self.programs = [
            Program(entry["name"], entry["command"], self.output.say, now + entry.get("wait", 0))
            for entry in plan["programs"]
        ]
        self.is_stopping = False
        self.is_announced = False

    def run(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        while not self.is_stopping:
            self.look_after(time.monotonic())
            self.announce()
            self.output.pass_on(LOOK_EVERY)
        self.stop()

    def ask_to_stop(self, number, frame):
        self.is_stopping = True

    def look_after(self, now):
        """Note who died; start whoever is due."""
        changed = False
        for program in self.programs:
            if program.process is not None and not program.is_running:
                program.note_end(now)
                changed = True
            if program.process is None and now >= program.start_at:
                program.start(now)
                self.output.follow(program)
                changed = True
        if changed:
            self.write_state()

    def announce(self):
        """Say once, when the port answers, where the pages are."""
        if self.is_announced:
            return
        try:
            socket.create_connection(("127.0.0.1", self.plan["ready"]["port"]), timeout=0.1).close()
        except OSError:
            return
        self.is_announced = True
        for line in self.plan["ready"]["lines"]:
            self.output.say("up", line)

    def stop(self):
        self.output.say("up", "stopping")
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        for program in reversed(self.programs):
            program.stop()
            self.output.pass_on(0)
        Path(self.plan["state"]).unlink(missing_ok=True)
        self.output.say("up", "stopped")

    def write_state(self):
        """{"supervisor": pid, "broker": kind, "at": time, "processes": {name: {"pid", "starts"}}}."""
        state = {
            "supervisor": os.getpid(),
            "broker": self.plan["broker"],
            "at": dt.datetime.now(dt.UTC).isoformat(),
            "processes": {
                program.name: {"pid": program.process.pid, "starts": program.starts}
                for program in self.programs
                if program.is_running
            },
        }
        path = Path(self.plan["state"])
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(state, indent=1))
        draft.replace(path)


def main():
    Supervisor(json.loads(Path(sys.argv[1]).read_text()), sys.stdout).run()


if __name__ == "__main__":
    main()
