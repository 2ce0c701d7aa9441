"""HTTP: thin routes that validate, call and answer."""
