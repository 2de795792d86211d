"""What must hold, as properties that any subject can be bound to."""
