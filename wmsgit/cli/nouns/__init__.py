"""The verbs that one noun has for itself, one a file."""
