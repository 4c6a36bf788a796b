"""The tables of one run, or of several, by name."""

from abc import abstractmethod

import pandas as pd


class Views:
    """Whatever has the tables; each is read once."""

    _frames: dict[str, pd.DataFrame]

    @abstractmethod
    def table(self, name: str) -> pd.DataFrame:
        """Reads the table of that name."""

    def _cached(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self.table(name)
        return self._frames[name]

    @property
    def generations(self) -> pd.DataFrame:
        """A row for each generation of each population."""
        return self._cached("generations")

    @property
    def individuals(self) -> pd.DataFrame:
        """A row for each individual."""
        return self._cached("individuals")

    @property
    def lives(self) -> pd.DataFrame:
        """A row for each individual in each of its worlds."""
        return self._cached("lives")

    @property
    def genomes(self) -> pd.DataFrame:
        """A row for each logged genome, the genes as one array."""
        return self._cached("genomes")

    @property
    def instructions(self) -> pd.DataFrame:
        """A row for each instruction that an agent heard."""
        return self._cached("instructions")

    @property
    def interactions(self) -> pd.DataFrame:
        """A row for each pair and kind of act in each window of each world."""
        return self._cached("interactions")

    @property
    def encounters(self) -> pd.DataFrame:
        """A row for each run of ticks in which an act of one would have been on the same other."""
        return self._cached("encounters")

    @property
    def coalitions(self) -> pd.DataFrame:
        """A row for each coalition in each window of each world, see `evosim coalitions`."""
        return self._cached("coalitions")

    @property
    def frames(self) -> pd.DataFrame:
        """A row for each agent at each tick of each world that was replayed, see `evosim replay`."""
        return self._cached("frames")

    @property
    def oversight(self) -> pd.DataFrame:
        """A row for each judgement of each overseer."""
        return self._cached("oversight")

    @property
    def record(self) -> pd.DataFrame:
        """A row for each mark that stood on the shared record at the end of a generation."""
        return self._cached("record")

    @property
    def demography(self) -> pd.DataFrame:
        """A row for each world in each season, where worlds go on (`selection.mode = "ecological"`)."""
        return self._cached("demography")

    @property
    def card(self) -> pd.DataFrame:
        """A row for each line of each safety card, see `evosim probe`."""
        return self._cached("card")

    @property
    def probes(self) -> pd.DataFrame:
        """A row for each figure of each probe, see `evosim probe`."""
        return self._cached("probes")
