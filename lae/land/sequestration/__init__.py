"""What land could store: options, curves, books, one claim a hectare, tonnes by year, what they are worth."""
