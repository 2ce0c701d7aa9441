"""What happens when, and what is waited for: the durable shell around the core."""
