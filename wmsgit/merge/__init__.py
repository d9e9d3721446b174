"""What happens where branches meet: field-wise merges, and records that move to another id."""
