"""Files: YAML text to record and back, edits that keep every untouched byte, atomic files, paths."""
