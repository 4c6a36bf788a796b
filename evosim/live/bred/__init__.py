"""Genomes that ship with a lesson, bred by `analysis/motives/ship.py`; `populations.json` says how."""
