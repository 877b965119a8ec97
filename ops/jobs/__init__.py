"""Work apart from requests: the queue, what comes again, and the processes that do both."""
