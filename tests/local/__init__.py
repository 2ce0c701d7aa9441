"""Tests of the local stack, on real processes, ports, PostgreSQL and Temporal."""
