"""The claims that ship: a package, so that a project may have modules of the same names."""
