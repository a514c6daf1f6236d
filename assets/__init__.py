"""Make the tables: one package per stage, in stage order."""
