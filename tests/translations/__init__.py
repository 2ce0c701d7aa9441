"""Tests of what pages say in which language."""
