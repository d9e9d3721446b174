"""Pages: one sort of page a file; the site in, markup out."""
