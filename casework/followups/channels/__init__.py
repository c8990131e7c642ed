"""How messages leave."""
