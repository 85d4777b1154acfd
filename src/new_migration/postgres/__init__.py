"""The server: its grammar, connections, throw-away servers and snapshots of a schema."""
