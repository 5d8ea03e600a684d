"""What the plan is held to: indicators, their targets, what was counted, what is forecast, who owns what is next."""
