"""A believable team to look at: ``flask demo`` fills an empty installation.

``scenes/`` holds what people say, as a play script; ``words.txt`` what changes from one time to the next.
"""
