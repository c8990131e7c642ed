"""PostgreSQL as Django knows it, with connections that tell each transaction whom it runs for (access/scope.py)."""
