"""Words that rows are made of: people, places, firms, things and short sentences."""
