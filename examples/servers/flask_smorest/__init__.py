"""flask-smorest: orders by page, with all that is said of the pages as JSON in the header X-Pagination."""
