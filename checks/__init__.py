"""The house's own checks: what no linter knows (`make check` runs them)."""
