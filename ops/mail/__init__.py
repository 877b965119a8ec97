"""E-mail through the queue: enqueued in the request's transaction, sent by a worker."""
