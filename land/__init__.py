"""What the zone can offer: land, and what each form of supply costs."""
