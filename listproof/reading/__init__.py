"""How a document becomes a contract, part by part: text, references, schemas, statements, clauses, faults."""
