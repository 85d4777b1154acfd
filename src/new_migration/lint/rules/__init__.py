"""One module a rule, found by name and registered nowhere: its words, its two examples and its check in one place."""
