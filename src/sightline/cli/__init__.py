"""The command line: one module per command, each thin. Knows no rule and touches no table."""
