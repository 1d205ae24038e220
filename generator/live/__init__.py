"""The live preview: each page is made when it is asked for, from a digest held in memory.

`digest serve` calls `generator.live.preview`. What an edit did not change is kept from one state to the next, and
what is served is what `digest build` makes, byte for byte, but for the script that loads a page again.
"""
