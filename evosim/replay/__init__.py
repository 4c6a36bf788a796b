"""Logged worlds lived again, to be looked at: films of them, the `frames` table, the page and the moving picture."""
