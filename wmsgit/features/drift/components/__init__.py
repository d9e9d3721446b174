"""Components: where the classes, modules, packages and services that placements name are found."""
