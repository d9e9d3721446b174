"""Finishing a merge, rebase or cherry-pick, and beginning a merge: the rooms below, composed."""
