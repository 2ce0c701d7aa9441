"""Tests of the storage layer, on a real PostgreSQL."""
