"""An invented population and its reports, for demonstrations, tests and measuring: seeded, of any size, and named as invented.

Units, and what they report, are made in pieces, so that a million take no more memory than a few thousand: ``population`` makes the
frame, ``values`` what items hold, ``conform`` makes numbers meet the rules, ``contents`` writes them, ``errors`` spoils some.
"""
