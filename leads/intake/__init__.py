"""How a lead sheet becomes leads: is it safe to open, what does it say, which companies does it mean.

gate → reading → layout → rows (cells) → linking → planning; nothing in here writes to the database.
"""
