"""What happens where branches meet: records merge field by field, nothing is lost, and ids move out of the way."""
