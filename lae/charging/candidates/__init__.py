"""Spots where public chargers could stand: car parks and destinations as mapped, clusters of homes without a drive."""
