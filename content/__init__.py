"""What there is to learn and to read: the map, the cards, the formulas, the feeds."""
