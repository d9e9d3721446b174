"""The release of wmsgit."""

__version__ = "0.1.0"
