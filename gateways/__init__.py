"""Other people's systems, behind the ports of the domain."""
