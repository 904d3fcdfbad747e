"""Lets `python -m sightline` be the command line. Knows nothing else."""

from sightline.cli.main import sightline

sightline(prog_name="sightline")
