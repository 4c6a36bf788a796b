"""One of each kind of thing that a package can add to evosim; pyproject.toml says where each is."""
