"""What every table a run writes is: its contract, the words of its columns, and where each number comes from."""
