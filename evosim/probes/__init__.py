"""Frozen copies of genomes in standard situations; nothing is bred, nothing fed back (SPEC 8)."""
