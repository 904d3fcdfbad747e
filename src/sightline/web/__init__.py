"""The screens: thin. They call actions and queries, never a table, and hold no rule."""
