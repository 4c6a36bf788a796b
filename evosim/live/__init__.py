"""`evosim live`: a local page on which a class sees evolution happen, two populations side by side.

A page sends words, never code and never paths (`messages`); a session decides what they do (`session`); each
of the two populations is an ordinary `evosim.run.run` in a process of its own (`worker`, `hands`), of which
the page sees what the tables will hold (`seen`). `lessons/` asks the questions, `sliders` and `charts` say in
a line each what can be turned and what can be drawn.
"""
