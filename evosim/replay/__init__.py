"""Worlds lived again, to be looked at: films, the `frames` table, the page and the moving picture."""
