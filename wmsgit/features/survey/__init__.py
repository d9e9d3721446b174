"""Survey: the whole plane as plain values for people who look, without what is private."""
