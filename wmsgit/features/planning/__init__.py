"""A day's work as logic over values: sessions, the handoff and the brief, what is ready, what a gate asks."""
