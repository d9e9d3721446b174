"""Dependencies: what the manifests of Python and npm packages declare, read as data and never run."""
