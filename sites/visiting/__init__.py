"""Reading websites as citizens do: over their own names, DNS, TLS and the web server."""
