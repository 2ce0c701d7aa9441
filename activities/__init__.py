"""Each effect on the world, one class a noun; reaches outside only through the ports of the domain."""
