"""What a change means: compared states, consequences, the checks of a change."""
