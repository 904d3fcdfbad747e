"""Lets `python -m sightline` be the command line. Knows nothing else."""

from sightline.cli.main import sightline

sightline(prog_name="./run")  # what people type: the messages can be copied
