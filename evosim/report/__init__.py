"""What was bred, how, and what came out: one page of a run, or of several, that opens without a network."""
