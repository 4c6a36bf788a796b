"""A film as JSON for pages: what `WorldView` of `pages/world.js` draws.

A payload is a dict of

- `version` of this format, 1; `title`, a line for people
- `size`, `ticks`, `slots`: cells a side of the torus; T; n
- `verbs`: names of the verbs in use; `acts`, `speakers`, `kinds`, `drives`: names by their codes
- `outputs`: `{acts: [...], gates: [...]}`, names of the columns of `odds` and `gates`
- `spoken`: whether instructions are words; false: only their payoff is there
- `theta`: power from which no penalty reaches an agent; null: power shields nobody
- `agents`: a dict a slot: `slot`, `kind` (name of its Occupant), `tag`, `strength`, `drives` (weights; of
  whom a genome moves), `kin` (number of its family, for its colour; a page may set it)
- `frames`: packed arrays (T, n): `y`, `x`, `act`, `direction`, `state` (bits, see `BITS`), `energy`,
  `stash`, `power`, `order` (row of `orders`; 0: nothing is heard), `reward`; and (T, n, k):
  `hidden` (-1 to 1; k = 0: left out), `odds` (chance of each act), `gates`
- `orders`: what is told, `[verb, sounds, thing, speaker, teller, leader, spot, wait]`, numbers of verbs;
  thing a beacon; teller and leader slots, -1 nobody
- `ground`: `beacons` [[y, x], ...], `harmful` (kind of food; 0: none), `store_at` (cell by slot, -1: none);
  packed `surface` (cells: 0 flat, 1 wall, 2 tree, 3 high), and by tick `food` (T, cells: kind), `mark`
  (T, cells: 1 + symbol), `heavy`, `buried` (T, k: cells, -1: none), `predator` (T, k, 2), `storm` (T, 1),
  `avatar` (T, 2), `store` (T, n)
- `dealings`: packed (k,): `tick`, `kind`, `one`, `other`, `amount`
- `allies`: packed (k,): `tick`, `one`, `other`, `on`: `one` holds `other` for an ally from that tick on

Cells are numbered row by row. A packed array is `{t: type, n: shape, s: scale, d: base64}`, little-endian,
type one of `u8 i8 u16 i16`; a value is what is stored times the scale. Where little changes from tick to
tick, it is `{t, n, s, first, tick, at, value}` instead: the row of tick 0, then what changes, all packed.
"""

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evosim.names import Act, Directness, Drive, Interaction, Occupant, PlasticityGene, Speaker

if TYPE_CHECKING:
    from evosim.replay.film import Film

VERSION = 1
# Bits of `state`, from the lowest on.
BITS = ("alive", "heard", "watched", "cue", "checked", "letter", "spirit", "approved", "disapproved", "ate",
        "stored", "poisoned", "hurt", "up", "air")
_TYPES: dict[str, Any] = {"u8": np.uint8, "i8": np.int8, "u16": np.uint16, "i16": np.int16}
_HUNDREDTH = 0.01


def payload(film: "Film", title: str = "", *, brain: bool = True) -> dict[str, Any]:
    """A film as this module's docstring says."""
    frames, ground, config, layout = film.frames, film.ground, film.config, film.stage.layout
    order, orders = _orders(film)
    odds, gates = _outputs(film)
    shields = config.power.mode != "out_of_reach"
    by_tick = {name: packed(getattr(ground, name)) for name in ("food", "mark", "heavy", "buried",
                                                                "predator")}
    return {
        "version": VERSION, "title": title, "size": config.world.size, "ticks": film.ticks,
        "slots": film.slots, "verbs": list(layout.verbs), "acts": _names(Act), "speakers": _names(Speaker),
        "kinds": _names(Interaction), "drives": _names(Drive),
        "outputs": {"acts": [act.name.lower() for act in layout.acts], "gates": list(layout.vectors)},
        "spoken": config.instruction.directness_id != Directness.FITNESS,
        "theta": config.power.theta if shields else None,
        "agents": _agents(film), "orders": orders,
        "frames": {
            **{name: packed(getattr(frames, name)) for name in ("y", "x", "act", "direction")},
            "state": packed(_state(film)), "order": packed(order),
            **{name: packed(getattr(frames, name), _HUNDREDTH) for name in ("energy", "stash", "power")},
            "reward": packed(frames.reward, _step(frames.reward, 32767)),
            "hidden": packed(frames.hidden if brain else frames.hidden[..., :0], 1 / 127),
            "odds": packed(odds, 1 / 255),
            "gates": packed(gates, _step(gates, 127)),
        },
        "ground": {
            "beacons": ground.beacons.tolist(), "harmful": ground.harmful,
            "store_at": ground.store_at.tolist(), "surface": packed(ground.surface), **by_tick,
            "storm": packed(ground.storm[:, None].astype(np.uint8)), "avatar": packed(ground.avatar),
            "store": packed(ground.store, _HUNDREDTH),
        },
        "dealings": {name: packed(getattr(film.dealings, name), _HUNDREDTH if name == "amount" else 1)
                     for name in film.dealings._fields},
        "allies": {name: packed(getattr(film.allies, name)) for name in film.allies._fields},
    }


def packed(values: NDArray[Any], scale: float = 1) -> dict[str, Any]:
    """An array as text, in the smaller of two forms.

    Args:
        values: of whole numbers once divided by the scale; what does not fit into 16 bits is cut off there.
        scale: of what is stored.
    """
    whole = np.rint(np.asarray(values, np.float64) / scale) if scale != 1 else np.asarray(values, np.int64)
    low, high = (whole.min(), whole.max()) if whole.size else (0, 0)
    kind = next((name for name, type_ in _TYPES.items()
                 if np.iinfo(type_).min <= low and high <= np.iinfo(type_).max), "i16" if low < 0 else "u16")
    limits = np.iinfo(_TYPES[kind])
    stored = np.clip(whole, limits.min, limits.max).astype(_TYPES[kind])
    head: dict[str, Any] = {"t": kind, "n": list(stored.shape), "s": scale}
    if stored.ndim < 2 or not stored.size:
        return head | {"d": _text(stored)}
    flat = stored.reshape(len(stored), -1)
    tick, at = np.nonzero(flat[1:] != flat[:-1])
    if max(flat.shape) > 65535 or len(tick) * (4 + stored.itemsize) >= stored.nbytes:
        return head | {"d": _text(stored)}
    return head | {"first": _text(flat[0]), "tick": _text((tick + 1).astype(np.uint16)),
                   "at": _text(at.astype(np.uint16)), "value": _text(flat[tick + 1, at])}


def unpacked(text: dict[str, Any]) -> NDArray[np.float64]:
    """The inverse of `packed`, to half a scale."""
    kind, shape = np.dtype(_TYPES[text["t"]]).newbyteorder("<"), tuple(text["n"])
    if "d" in text:
        return np.frombuffer(base64.b64decode(text["d"]), kind).reshape(shape) * text["s"]
    flat = np.zeros((shape[0], int(np.prod(shape[1:]))), kind)
    flat[:] = np.frombuffer(base64.b64decode(text["first"]), kind)
    changes = (np.frombuffer(base64.b64decode(text[name]), type_) for name, type_ in (
        ("tick", "<u2"), ("at", "<u2"), ("value", kind)))
    for tick, at, value in zip(*changes, strict=True):
        flat[tick:, at] = value
    return flat.reshape(shape) * text["s"]


def _text(values: NDArray[Any]) -> str:
    return base64.b64encode(values.astype(values.dtype.newbyteorder("<")).tobytes()).decode()


def _step(values: NDArray[Any], most: int) -> float:
    """A scale in which the largest of some values is stored as `most`."""
    largest = float(np.abs(values).max(initial=0.0))
    return largest / most if largest > 0 else 1.0


def _state(film: "Film") -> NDArray[np.uint16]:
    frames = film.frames
    by_name = {"poisoned": frames.wasted > 0, "hurt": frames.harm > 0, "ate": frames.ate > 0,
               "stored": frames.stored > 0}
    state = np.zeros(frames.y.shape, np.uint16)
    for bit, name in enumerate(BITS):
        values = by_name[name] if name in by_name else getattr(frames, name)
        state |= values.astype(np.uint16) << np.uint16(bit)
    return state


def _orders(film: "Film") -> tuple[NDArray[np.int64], list[list[int]]]:
    """What is heard as rows of a list, (T, n), and that list; its first row is silence."""
    frames = film.frames
    told = np.stack([getattr(frames, name).astype(np.int64) for name in (
        "verb", "sounds", "thing", "speaker", "teller", "leader", "spot", "wait")], axis=-1)
    told[~frames.heard] = -1
    rows, index = np.unique(told.reshape(-1, told.shape[-1]), axis=0, return_inverse=True)
    index = index.reshape(told.shape[:2])
    if not len(rows) or rows[0, 0] != -1:
        rows, index = np.concatenate([np.full((1, told.shape[-1]), -1), rows]), index + 1
    return index, rows.tolist()


def _outputs(film: "Film") -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Chance of each act, (T, n, acts), and gates, (T, n, vectors); 0 of those whom no genome moves."""
    layout, stage = film.stage.layout, film.stage
    acts, minded = len(layout.acts), stage.minded
    steepness = np.full(film.slots, film.config.brain.steepness)
    if stage.wires.learns:
        rates = stage.genes.rates[stage.rows, PlasticityGene.TEMPERATURE]
        steepness = steepness * np.where(minded, rates, 1.0)
    logits = film.frames.out[..., :acts] * steepness[:, None]
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    odds /= odds.sum(axis=-1, keepdims=True)
    return odds * minded[:, None], film.frames.out[..., acts:] * minded[:, None]


def _agents(film: "Film") -> list[dict[str, Any]]:
    stage, out = film.stage, []
    for slot in range(film.slots):
        agent: dict[str, Any] = {
            "slot": slot, "kind": Occupant(int(stage.kind[slot])).name.lower(),
            "tag": round(float(film.tag[slot]), 4), "strength": round(float(film.strength[slot]), 3)}
        if stage.minded[slot]:
            weights = stage.genes.drives[stage.rows[slot]]
            agent["drives"] = [round(float(weight), 3) for weight in weights]
        out.append(agent)
    return out


def _names(names: Any) -> list[str]:
    return [name.name.lower() for name in names]
