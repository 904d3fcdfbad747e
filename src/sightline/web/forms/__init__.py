"""The forms of the screens. They say what may be typed and keep what was; no form holds a rule or knows a table."""
