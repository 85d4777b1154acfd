"""The migrations folder: names, numbers, configuration, and what git knows of them."""
