"""Pages for people: HTML from templates, in their language, under a strict content policy."""
