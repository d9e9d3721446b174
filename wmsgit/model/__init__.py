"""The words of the field as values: records, findings, changes, times. No input or output."""
