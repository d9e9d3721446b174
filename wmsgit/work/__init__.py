"""A day's work as logic over values: what is ready, what a gate asks, what is proposed."""
