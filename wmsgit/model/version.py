"""The release of wmsgit."""

__version__ = "0.2.0"
