"""The contract as pages for people: a site, Markdown, or words for other viewers, from one content."""
