"""How papers hang together: which are related, and which mention the system of another."""
