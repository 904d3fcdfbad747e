"""Pictures drawn on the server as SVG: no script, no style attribute, a table behind each. They know no record."""
