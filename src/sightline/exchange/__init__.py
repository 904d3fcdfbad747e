"""The ways out and in: one small module for each outside system, each with its documented form.

Knows the layers below; decides nothing about who may be told what.
"""
