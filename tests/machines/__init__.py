"""Sessions on several machines through a real PostgreSQL: server.py makes a cluster of its own, with TLS and SCRAM."""
