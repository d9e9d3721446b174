"""What surfaces may call to give records other ids."""
