"""HTTP client that requests websites as citizens do, through DNS, TLS and the web server."""
