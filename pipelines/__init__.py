"""When and where: Dagster definitions, the command line, releases and privacy."""
