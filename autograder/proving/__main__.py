"""`python -m autograder.proving [slug…]` proves exercises."""

from autograder.proving.proof import main

raise SystemExit(main())
