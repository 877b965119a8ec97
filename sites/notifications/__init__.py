"""What people are told by e-mail: entered where it happens, sent by the job loop."""
