"""What assistants call: tools, resources and prompts of the model context protocol, each over actions that exist."""
