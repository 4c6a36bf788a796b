"""The accounts of a world: births - deaths = living; what came in is held, or is gone (SPEC 17.6)."""

import numpy as np
from numpy.typing import NDArray

from evosim.errors import EvosimError
from evosim.kernels.constants import Params
from evosim.kernels.state import Extras, State
from evosim.names import Account

LOOSE = 1e-4  # of all that came in: what rounding of single precision may lose in a long life


def off(state: State, extras: Extras, p: Params) -> dict[str, NDArray[np.float64]]:
    """By how much each account is off in each replicate world, (R,); 0 but for rounding.

    Args:
        state: of one band, at any tick.
        extras: of the same.
        p: Params.
    """
    ledger = state.ground.ledger
    booked = {account: ledger[:, account] for account in Account}
    held, lying = _there(state, extras, p)
    return {
        "agents": booked[Account.BIRTHS] - booked[Account.DEATHS] - state.body.alive.sum(axis=1),
        "food": booked[Account.GROWN] + booked[Account.LAID] - lying - sum(booked[gone] for gone in (
            Account.EATEN, Account.STORED, Account.SPOILED, Account.LIFTED, Account.RUINED)),
        "energy": income(ledger) - held - sum(booked[gone] for gone in (
            Account.SPENT, Account.TAKEN, Account.DECAYED, Account.DIED, Account.LAID,
            Account.FORFEITED)),
    }


def opened(state: State, extras: Extras, p: Params) -> None:
    """Books what is there as what came in: from here on the accounts are of what happens now.

    Args:
        state, extras, p: as in `off`; the ledger is written.
    """
    ledger = state.ground.ledger
    ledger[:] = 0
    ledger[:, Account.BORN], ledger[:, Account.GROWN] = _there(state, extras, p)
    ledger[:, Account.BIRTHS] = state.body.alive.sum(axis=1)


def _there(state: State, extras: Extras, p: Params) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Energy that is held, and food that lies about, (R,) each."""
    body, ground = state.body, state.ground
    held = _sum(body.energy * body.alive) + _sum(body.stash * body.alive)
    lying = (ground.food > 0).sum(axis=1).astype(np.float64)
    if extras.heavy is not None and extras.heavy.on:
        lying += p.food_heavy_worth * (extras.heavy.heavy_at >= 0).sum(axis=1)
    if extras.hidden is not None and extras.hidden.on:
        lying += extras.hidden.hidden_left.sum(axis=1)
    if extras.office is not None and extras.office.on:
        held += _sum(extras.office.store)
    return held, lying


def income(ledger: NDArray[np.float64]) -> NDArray[np.float64]:
    """All energy that ever came to agents and their stores, (...,), from a ledger (..., Account)."""
    return ledger[..., [Account.BORN, Account.EATEN, Account.STORED, Account.LIFTED,
                        Account.ENDOWED, Account.PAID]].sum(axis=-1)


def balanced(state: State, extras: Extras, p: Params, where: str) -> None:
    """Makes sure that the accounts of a band hold.

    Args:
        state, extras, p: as in `off`.
        where: what an error calls the band.

    Raises:
        EvosimError: one does not.
    """
    allowed = LOOSE * (1 + income(state.ground.ledger))
    for account, by in off(state, extras, p).items():
        wrong = np.flatnonzero(np.abs(by) > (0 if account == "agents" else allowed))
        if len(wrong):
            r = int(wrong[0])
            raise EvosimError(f"{where}, replicate {r}: the account of {account} is off by {by[r]:.6g}; this "
                              "is a defect of evosim, please report it with the run's configuration")


def _sum(values: NDArray) -> NDArray[np.float64]:
    return values.sum(axis=1, dtype=np.float64)
