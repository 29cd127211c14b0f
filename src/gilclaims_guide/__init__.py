"""The guide: experiments on one document about concurrency and the GIL. A suite like any other."""
