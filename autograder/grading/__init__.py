"""From a collected notebook to a recorded verdict: place, run, judge, write."""
