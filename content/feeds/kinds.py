"""The kinds of sources, and how often each is looked at by itself, in seconds."""

EVERY = {"arxiv": 21_600, "arxiv-api": 43_200, "reddit": 3_600, "rss": 21_600}
KINDS = tuple(EVERY)
