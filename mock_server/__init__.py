"""A mock that answers as the contract says: a pure list engine in a thin Connexion shell."""
