"""The experiments of SPEC 7, one a file, each declared before there is any data."""
