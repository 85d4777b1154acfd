"""Write PostgreSQL migrations together with the rollback that provably undoes them."""

__version__ = "0.1.0"
