"""Where to store carbon first and for whom: criteria, order and how firm it is, schemes, solar, insetting."""
