"""One room a feature: its logic over values, and in `actions/` what a surface may call with an open workspace."""
