"""Figures: a DataFrame in, matplotlib axes out. Each says in its title what to see."""
