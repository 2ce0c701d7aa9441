"""Tests of Redress; each folder mirrors a layer."""
