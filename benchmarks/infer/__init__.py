"""How right is inference: what it says of public documents, beside what people read in them."""
