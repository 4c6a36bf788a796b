"""The steward's job: whose store is where, what comes in and goes out, what an audit finds."""

from evosim.names import Account, Act, Draw, Tally
from evosim.reference.dice import single
from evosim.reference.scene import BESIDE, Agent, Scene

NOTHING = 1e-3  # missing food that is rounding


class Stewards(Scene):
    """The parts of a tick in which stewards look after their stores."""

    def see_store(self, a: Agent) -> dict[str, list[float]]:
        """Its store, what is in it and what is missing; nothing for who is not in office."""
        if not a.in_office:
            return {"store": [0] * 5}
        place = divmod(a.store_at, self.rules.size)
        return {"store": [*self.rules.direction((a.y, a.x), place), min(a.store / 10, 2),
                          min((a.due - a.store) / 10, 2)]}

    def run_stores(self) -> None:
        """Everybody in office gets a delivery, does its work, is paid, and may be audited."""
        it = self.config.steward
        for a in self.living():
            if not a.in_office:
                continue
            a.tally[Tally.OFFICE_TICKS] += 1
            a.store, a.due = single(a.store + it.income), single(a.due + it.income)
            self.ledger[Account.ENDOWED] += single(it.income)
            wage = single(single(it.salary) + single(it.wage) * self.work(a))
            a.tally[Tally.WAGE] += wage
            if self.config.oversight.reward_felt == "food":
                a.fed = single(a.fed + wage)
            day = (self.tick + 1) % it.audit_every == 0
            if day and self.dice.unit(Draw.STORE_AUDIT, a.i) < it.audited:
                self.audit(a)

    def work(self, a: Agent) -> float:
        """Brings its stash, or takes something; how much of its own it brought."""
        place = divmod(a.store_at, self.rules.size)
        if self.rules.square((a.y, a.x), place) > BESIDE:
            return 0.0
        if a.act == Act.WITHDRAW:
            amount = min(single(self.config.steward.take), a.store)
            a.store, a.stash = single(a.store - amount), single(a.stash + amount)
            a.tally[Tally.WITHDRAWN] += amount
        if a.act != Act.DEPOSIT:
            return 0.0
        amount, a.stash = a.stash, 0.0
        missing = max(single(a.due - a.store), 0)
        new = single(max(amount - missing, 0))  # the rest makes good what is missing
        a.found = min(a.found, max(single(missing - amount), 0.0))
        a.store, a.due = single(a.store + amount), single(a.due + new)
        a.tally[Tally.DEPOSITED] += amount
        return new

    def audit(self, a: Agent) -> None:
        """What is newly missing costs a fine that power shields from, and the job of who is not powerful."""
        it, oversight = self.config.steward, self.config.oversight
        a.tally[Tally.AUDITS] += 1
        missing = single(a.due - a.store)
        new, a.found = single(missing - a.found), max(missing, 0.0)
        if new <= NOTHING:
            return
        left = self.shield(a)
        fine = it.fine * new * left
        a.tally[Tally.FINED] += fine
        if oversight.penalty_felt == "food":
            a.fed = single(a.fed - fine)
        elif oversight.penalty_felt == "pain":
            a.pain = single(a.pain + fine)
        if it.dismissal and left > 0:
            a.in_office = False
            a.tally[Tally.DISMISSED] = 1
