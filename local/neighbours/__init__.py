"""The neighbours (docs/neighbours.md): payments, work orders, records, SMS, over HTTP, and mails, on one machine."""
