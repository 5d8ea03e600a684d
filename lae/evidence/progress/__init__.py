"""The returns a county owes its partnership: the six-monthly update of each workstream and the annual return."""
