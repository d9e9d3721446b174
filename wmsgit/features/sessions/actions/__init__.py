"""A day's work: open sessions, their evidence from Git, the handoff and the brief, composed."""
