"""The neighbours (docs/neighbours.md): payments, work orders, business records and SMS, over HTTP, on one machine."""
