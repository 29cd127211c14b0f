"""Telling people: everything here reads the record and nothing else."""
