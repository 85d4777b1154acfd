"""Setting up a project: what is there, what the templates make of it, and putting that in place. Nothing is lost."""
