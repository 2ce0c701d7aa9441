"""The gateways against real neighbours."""
