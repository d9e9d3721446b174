"""Charts: numbers in, SVG out, with titles that a screen reader says."""
