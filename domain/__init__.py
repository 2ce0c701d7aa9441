"""What the business is: models and rules, with no clock, no I/O and no framework but pydantic."""
