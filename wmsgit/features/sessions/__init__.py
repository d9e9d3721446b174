"""Work sessions: evidence, attribution, brief and handoff pages."""
