"""Settings and the wiring of the layers.

Nothing imports config but the outermost commands; config may import everything.
"""
