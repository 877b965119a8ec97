"""Mail leaves by the queue: put there within a request's transaction, sent by the job loop."""
