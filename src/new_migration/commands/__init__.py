"""One module for a verb; the command line finds them by name."""
