"""The work that arms do: computing here, waiting and native code beside it."""
