"""What browsers load: packages by `package-lock.json`, our own files in `source/`, all built into `built/`."""
