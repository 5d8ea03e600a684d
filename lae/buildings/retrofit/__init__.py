"""What could be done to homes: who it suits, what it costs, saves and adds."""
