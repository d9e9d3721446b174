"""What is ready, who holds it, and what a gate has against it."""
