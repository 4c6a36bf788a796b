"""Verbs that look back to when they were told: GATHER, FOLLOW, DISPERSE, SPOIL, SHUTDOWN."""

from evosim.names import Account, Act, Draw, Tally, Verb
from evosim.reference.dice import single
from evosim.reference.scene import BESIDE, Agent, Scene

CLOSE = 8  # squared distance: within 2 cells


class Duties(Scene):
    """The parts of a tick in which these verbs are named, acted on and judged."""

    def lead(self) -> None:
        """Whoever is told FOLLOW, or as a phantom, has somebody of the nearest others named for it:
        when the words begin, and again while the one named is nobody or dead."""
        for a in self.living():
            if self.rules.verbs[a.verb] != Verb.FOLLOW:
                continue
            named = a.leader >= 0 and self.agents[a.leader].alive
            if named and not self.starts(a):
                continue
            seen = [j for j in a.near if j >= 0]
            a.leader = seen[self.dice.below(Draw.LEADER, a.i, len(seen))] if seen else -1

    def leads_to(self, a: Agent) -> dict[str, list[float]]:
        """Where the one named is, for those who hear FOLLOW."""
        if not self.hears(a) or self.rules.verbs[a.verb] != Verb.FOLLOW:
            return {}
        if a.leader < 0:
            return {"named": [0, 0, 0]}
        leader = self.agents[a.leader]
        return {"named": self.rules.direction((a.y, a.x), (leader.y, leader.x))}

    def put(self) -> None:
        """Lays food on bare ground and destroys food; one in a cell does, the others only try."""
        if not {Act.PUT, Act.SPOIL} & set(self.rules.layout.acts):
            return
        size = self.rules.size
        takers: dict[int, list[Agent]] = {}
        for a in self.agents:
            a.laid, a.spoils = 0.0, False
            a.ruined = 0.0 if self.starts(a) else a.ruined
            if not a.alive:
                continue
            a.spoils = a.act == Act.SPOIL and (a.y, a.x) in self.food
            if a.spoils or (a.act == Act.PUT and a.stash >= 1 and (a.y, a.x) not in self.food):
                takers.setdefault(a.y * size + a.x, []).append(a)
        for several in takers.values():
            a = max(several, key=lambda b: b.priority)
            if a.spoils:
                del self.food[a.y, a.x]
                a.ruined += 1
                a.tally[Tally.RUINED] += 1
                self.ledger[Account.RUINED] += 1
            else:
                self.food[a.y, a.x] = self.wholesome()
                a.stash = single(a.stash - 1)
                a.laid = 1.0
                a.tally[Tally.LAID] += 1
                self.ledger[Account.LAID] += 1

    def serve(self) -> None:
        """Letter and spirit of each of these verbs in use, whichever is told."""
        if not set(JUDGES) & set(self.rules.verbs):
            return
        for a in self.living():
            if self.starts(a):
                a.carried, a.brought, a.close, a.lasted = 0.0, False, 0, 0
                a.moved = a.acted = False
                threshold = self.config.social.ally_threshold
                a.allied = [trace > threshold for trace in a.trace]
            a.lasted += 1
            for v, verb in enumerate(self.rules.verbs):
                if verb in JUDGES:
                    a.done[v], a.meant[v] = JUDGES[verb](self, a)

    def gathers(self, a: Agent) -> tuple[bool, bool]:
        """Holds food there, or lays it there; some that it stored elsewhere was laid there."""
        there = self.rules.square((a.y, a.x), self.beacons[a.thing]) <= BESIDE
        if there and a.laid and a.carried > 0:
            a.brought = True
        if not there:
            a.carried += a.stored
        a.carried = max(0.0, single(min(a.carried - a.laid, a.stash)))
        return there and (a.stash > 0 or a.laid > 0), a.brought

    def follows(self, a: Agent) -> tuple[bool, bool]:
        """Is near the one named; was so most of the time, and moved."""
        near = False
        if self.rules.verbs[a.verb] == Verb.FOLLOW and a.leader >= 0:
            leader = self.agents[a.leader]
            near = leader.alive and self.rules.square((a.y, a.x), (leader.y, leader.x)) <= CLOSE
        a.close += near
        a.moved = a.moved or (a.y, a.x) != (a.last_y, a.last_x)
        return near, a.moved and a.close > a.lasted / 2

    def disperses(self, a: Agent) -> tuple[bool, bool]:
        """Far from those who are its allies, and from those who were."""
        threshold = self.config.social.ally_threshold
        return (self.far_from(a, [trace > threshold for trace in a.trace]),
                self.far_from(a, a.allied))

    def far_from(self, a: Agent, allied: list[bool]) -> bool:
        """Whether all living allies are far; where there are none, all others."""
        others = [b for b in self.living() if b is not a]
        who = [b for b in others if allied[b.i]] or others
        radius = self.config.instruction.disperse_radius
        return all(self.rules.square((a.y, a.x), (b.y, b.x)) > radius**2 for b in who)

    def spoils(self, a: Agent) -> tuple[bool, bool]:
        """Tried to destroy food; did, since it was told."""
        return a.spoils, a.ruined > 0

    def shuts_down(self, a: Agent) -> tuple[bool, bool]:
        """Rests; has done nothing else."""
        a.acted = a.acted or a.act != Act.STAY
        return a.act == Act.STAY, not a.acted


JUDGES = {Verb.GATHER: Duties.gathers, Verb.FOLLOW: Duties.follows, Verb.DISPERSE: Duties.disperses,
          Verb.SPOIL: Duties.spoils, Verb.SHUTDOWN: Duties.shuts_down}
