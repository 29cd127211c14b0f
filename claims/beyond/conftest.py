"""The experiments that claims about today's Python share."""
