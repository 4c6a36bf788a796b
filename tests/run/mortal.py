"""Commands in children of one process that has everything loaded, so that hundreds can be killed in minutes.

The process that forks them computes nothing but one tick of a world: a child would inherit threads of Arrow
that do not run in it.
"""

import ctypes
import errno
import importlib
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

WRITING = ("open", "write", "fsync", "replace", "mkdir", "unlink")  # what `storage` writes through


class Ended(NamedTuple):
    """How a child ended: `code` is negative where a signal killed it."""

    code: int
    said: str
    seconds: float


def warm(config):
    """Loads the kernels, compiled, without starting a thread."""
    from evosim.world import World

    World(config).step()


def child(work, folder, kill_after=None):
    """Does some work in a child; what it says on standard error is kept."""
    said = folder / "said.txt"
    began = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        code = 98
        try:
            with said.open("wb", buffering=0) as file:
                os.dup2(file.fileno(), 2)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            code = work() or 0
        except SystemExit as end:
            code = end.code or 0
        except BaseException:  # the child must not go on as its parent
            import traceback

            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else 97)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    return Ended(os.waitstatus_to_exitcode(status), said.read_text(), time.perf_counter() - began)


def load_what(work, folder):
    """Does some work in a child, and loads here whatever modules it needed."""
    def noted():
        try:
            work()
        finally:
            (folder / "modules.txt").write_text("\n".join(sys.modules))

    child(noted, folder)
    for name in (folder / "modules.txt").read_text().split("\n"):
        with suppress(ImportError):
            importlib.import_module(name)


def evosim(*words):
    """A command, as one types it."""
    from evosim.cli import main

    sys.argv = ["evosim", *map(str, words)]
    main()


def resumed(path, expected, *, killed_after=None):
    """Goes on with a run to its end; how that ended, and whether its tables then have these digests.

    Args:
        path: of the run.
        expected: digests of the tables of the run that nothing disturbed.
        killed_after: seconds after which going on is killed as well, and begun again.
    """
    from tests.run.same import digests

    def go_on():
        evosim("resume", path, "--quiet", "--threads", 1)

    def compare():
        return 0 if digests(path) == expected else 99

    if killed_after is not None:
        child(go_on, path.parent, killed_after)
    ended = child(go_on, path.parent)
    return ended, ended.code == 0 and child(compare, path.parent).code == 0


def disturbed(at, act):
    """Has `act` called before the `at`-th call to the operating system that changes a disk; counts them all.

    Args:
        at: number of the call, from 1; 0: none.
        act: given the number of the call; may end the process, or raise OSError.
    """
    count, lock = [0], threading.Lock()

    def watched(name):
        real = getattr(os, name)

        def call(*given, **named):
            writes = name != "open" or given[1] & (os.O_WRONLY | os.O_RDWR)
            if writes:
                with lock:
                    count[0] += 1
                    number = count[0]
                if at and number >= at:
                    act(number, name, given, real)
            return real(*given, **named)
        return call

    for name in WRITING:
        setattr(os, name, watched(name))
    return count


def die(number, name, given, real):
    """As SIGKILL, half-way through what was to be written."""
    if name == "write":
        real(given[0], given[1][: len(given[1]) // 2])
    os._exit(9)


def full(number, name, given, real):
    """As a disk without room: what is there can be removed and replaced."""
    if name in ("write", "mkdir", "open"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def small_disk(folder, size):
    """Mounts a disk of so many bytes on a folder, in this process alone; whether the system lets it."""
    libc = ctypes.CDLL(None, use_errno=True)
    new_namespace, private = 0x00020000, 1 << 18 | 1 << 14
    if libc.unshare(new_namespace) or libc.mount(b"none", b"/", None, private, None):
        return False
    return not libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={size}".encode())


def change_disk(folder, size=None):
    """Gives that disk another size, or makes it one that can only be read."""
    libc = ctypes.CDLL(None, use_errno=True)
    remount, read_only = 32, 1
    flags = remount | (read_only if size is None else 0)
    options = None if size is None else f"size={size}".encode()
    if libc.mount(b"none", os.fsencode(folder), None, flags, options):
        raise OSError(ctypes.get_errno(), "cannot remount", str(Path(folder)))
