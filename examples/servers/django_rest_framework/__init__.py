"""Django REST framework with django-filter: the same orders by page, by limit and offset, and by cursor."""
