"""One module a publisher: the only code that knows other people's columns."""
