"""The disk: every file that wmsgit writes, locks or keeps for itself is opened here, and no link is followed."""
