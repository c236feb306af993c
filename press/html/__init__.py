"""What the built pages' markup becomes: formulas drawn, icons, names for whoever listens, the reader's Python."""
