"""What can be said of a study's data before anything is worked out: one noun a module, pure functions of tables."""
