"""What a surface for editors may call: a warm workspace whose open files count before the disk."""
