"""What packages add, loaded when it is first used; whatever is wrong with it is one sentence."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from importlib.metadata import EntryPoint
from traceback import extract_tb
from typing import Any, TypeVar

from evosim import plugins
from evosim._version import __version__
from evosim.errors import ConfigError, EvosimError, PluginError
from evosim.plugins import CALLED, GROUPS, NAME, RESERVED, Plugin

T = TypeVar("T")
_loaded: dict[tuple[str, str], Any] = {}


def resolve(kind: str, name: str, own: Mapping[str, T], made: Callable[[Any, Plugin], T]) -> T:
    """What is called by a name, evosim's own or a package's.

    Args:
        kind: a key of `plugins.GROUPS`.
        name: as users call it.
        own: what evosim has of that kind.
        made: what an entry point held, and what is known about it, to what is used; raises TypeError with
            what it must be.

    Raises:
        PluginError: a package that adds it is not installed, claims a name that is taken, does not import, or
            gives something of the wrong kind.
        KeyError: nobody has such a name.
    """
    key = kind, name
    if key not in _loaded:
        found = plugins.claiming(kind, name)
        if not found and name in own:
            _loaded[key] = own[name]
        else:
            _loaded[key] = _made(_the_one(kind, name, found, own), made)
    return _loaded[key]


def named(kind: str, name: str, own: Mapping[str, T], made: Callable[[Any, Plugin], T], given: str,
          also: str = "") -> T:
    """The same for a name that a user gave.

    Args:
        kind, name, own, made: as in `resolve`.
        given: where and what it was, as `selection.scheme = 'x'`.
        also: what else could stand there.

    Raises:
        PluginError: as in `resolve`.
        ConfigError: nobody has such a name.
    """
    try:
        return resolve(kind, name, own, made)
    except KeyError:
        raise ConfigError(f"{given}: must be one of {known(kind, own)}{also and f', {also}'}") from None


@contextmanager
def installed(said: str, extra: str, needed: tuple[str, ...]) -> Iterator[None]:
    """While modules are imported that need the libraries of an extra.

    Args:
        said: what needs which of them, for a sentence.
        extra: of evosim.
        needed: the libraries.

    Raises:
        ConfigError: one is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in needed:
            raise
        raise ConfigError(f"{said}, and {error.name} is not installed here; pip install 'evosim[{extra}]' "
                          "installs them") from None


@contextmanager
def lent(kind: str, name: str, value: Any) -> Iterator[None]:
    """Has something answer to a name for as long as it is tried, whether or not it is installed."""
    before = _loaded.get((kind, name))
    _loaded[kind, name] = value
    try:
        yield
    finally:
        del _loaded[kind, name]
        if before is not None:
            _loaded[kind, name] = before


def refresh() -> None:
    """Looks anew at what is installed."""
    plugins.refresh()
    _loaded.clear()


def guarded(plugin: Plugin, function: Callable[..., T],
            wrong: Callable[..., str] = lambda result, *arguments: "") -> Callable[..., T]:
    """A function of a package that says whose it is where it raises, or gives what it must not.

    Args:
        plugin: whose it is.
        function: of it.
        wrong: what is wrong about a result for these arguments, "gave ..., must be ..."; "" nothing.
    """
    @wraps(function)
    def call(*arguments: Any, **named: Any) -> T:
        try:
            result = function(*arguments, **named)
            problem = wrong(result, *arguments)
        except EvosimError:
            raise
        except Exception as error:
            raise PluginError(f"{plugin.title}: raised {_told(error)}") from error
        if problem:
            raise PluginError(f"{plugin.title}: {problem}")
        return result
    return call


def _the_one(kind: str, name: str, found: list[Plugin], own: Mapping[str, Any]) -> Plugin:
    if not found:
        was = plugins.absent(kind, name)
        if was is None:
            raise KeyError(name)
        raise PluginError(f"{was.title}: is not installed here; `pip install {was.package}=={was.version}` "
                          "would bring it")
    one = found[0]
    if name in own or name in RESERVED[kind]:
        raise PluginError(f"{one.title}: evosim has that name itself; the package must choose another, and "
                          f"until then `pip uninstall {one.package}`")
    if len(found) > 1:
        others = " and ".join(f"{other.package} {other.version}" for other in found[1:])
        raise PluginError(f"{one.title}: {others} adds one of that name too; uninstall all but one of them")
    if not NAME.fullmatch(name) or len(name) > 40:
        raise PluginError(f"{one.title}: must have a name of lower-case letters and digits, with '-' or '_' "
                          "between them, at most 40")
    return one


def _made(plugin: Plugin, made: Callable[[Any, Plugin], T]) -> T:
    try:
        value = EntryPoint(plugin.name, plugin.entry, GROUPS[plugin.kind]).load()
    except (Exception, SystemExit) as error:  # whatever a foreign module does
        raise PluginError(f"{plugin.title}: does not import: {_told(error)}; install a version that fits "
                          f"evosim {__version__}, or `pip uninstall {plugin.package}`") from error
    try:
        return made(value, plugin)
    except TypeError as error:
        raise PluginError(f"{plugin.title}: is a {type(value).__name__}, must be {error}") from None


def _told(error: BaseException) -> str:
    """An error in a clause, with the line of it that is farthest in."""
    first = str(error).strip().splitlines()[:1]
    frames = [frame for frame in extract_tb(error.__traceback__) if not frame.filename.startswith("<")]
    where = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{': ' + first[0] if first else ''}{where}"


def known(kind: str, own: Mapping[str, Any]) -> str:
    """All names of a kind for a sentence, evosim's own first."""
    return ", ".join(dict.fromkeys([*own, *plugins.names(kind)]))


__all__ = ["CALLED", "guarded", "known", "refresh", "resolve"]
