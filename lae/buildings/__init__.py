"""Buildings: what certificates say of the county's homes and of its other buildings, and what follows for a plan."""
