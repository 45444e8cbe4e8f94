"""`make bench`: what a page costs, side by side in one run. Ratios, CPU ms, queries and kB; never a timed assertion."""
