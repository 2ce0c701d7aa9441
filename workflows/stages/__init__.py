"""The stages of a complaint's life: what each sets going, and what it waits for."""
