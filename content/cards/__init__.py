"""What makes cards prove themselves: expressions, drawn problems, typed answers, checks."""
