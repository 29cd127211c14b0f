"""What can be lost on the way to a worker: the worker, or what was sent."""


class WorkerLostError(RuntimeError):
    """A worker process ended in the middle of its task."""


class TransferError(RuntimeError):
    """What was sent to a worker process, or what it sent back, cannot be read there."""
