"""Which homes take up which heating, and the kilowatts where they stand."""
