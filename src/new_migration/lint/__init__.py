"""Rules over the migrations folder: what can be said of a pair, and of all pairs, before a server runs them."""
