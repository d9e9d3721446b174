"""The verbs that stand alone, one a file: `run` takes the options."""
