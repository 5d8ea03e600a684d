"""What changed between two runs: inputs, assumptions, versions, and the outputs they moved."""
