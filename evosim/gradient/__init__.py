"""The other side of the comparison: the same brain in the same world, trained by policy gradient."""
