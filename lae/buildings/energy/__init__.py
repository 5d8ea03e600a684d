"""What homes and other buildings need and buy, as modelled and as metered."""
