"""Makes the tables of the stage linked."""

from assets.linked.linking import link

__all__ = ["link"]
