"""Published layers brought into a study's data folder from their live services; the only room that opens a socket."""
