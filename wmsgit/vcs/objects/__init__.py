"""Git objects: blobs, trees, revisions."""
