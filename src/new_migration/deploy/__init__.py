"""Applying and rolling back migrations on databases that matter."""
