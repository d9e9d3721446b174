"""The Python API: `WorkspaceDB` and the objects that it gives back."""
