"""What the pipeline and its linkage cost, measured beside a floor and beside other engines; nothing imports this."""
