"""Policy packs and calendars in YAML, and the reader that refuses wrong ones in words."""
