"""Tests of the engine, the plugin and the documents."""
