"""What leaves the house: the students' tree, the archive of the site; and the hunt for secrets in it."""
