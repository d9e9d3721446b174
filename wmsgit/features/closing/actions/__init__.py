"""What surfaces may do: close what is merged, and say what could be."""
