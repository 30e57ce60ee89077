"""Pages of leads, by what a person comes to do."""
