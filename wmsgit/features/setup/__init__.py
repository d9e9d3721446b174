"""What a workspace, its clones and their editors need before work begins."""
