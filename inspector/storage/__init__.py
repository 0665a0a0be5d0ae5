"""The record: tables, engine, writer, migrations and one module of named queries for each noun.

The only SQL of the product stands here. A query is a function that takes the connection first; reads run
through `Store.read`, writes through `Store.write`, which resolves after the commit.
"""
