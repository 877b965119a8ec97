"""Parts of the news pages: categories, topics, filters, edit form and structured data."""
