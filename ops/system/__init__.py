"""What is counted and asked about the running installation, for Prometheus and for people."""
