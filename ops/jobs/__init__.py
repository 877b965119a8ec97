"""Background work: queued tasks, periodic tasks, and the workers that run them."""
