"""Proofs that a rollback undoes its migration."""
