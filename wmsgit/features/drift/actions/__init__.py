"""Drift: composition of rules, repositories, the cache of facts and the records of findings."""
