"""Reading `content/`: listings, curations, topics and the register of papers."""
