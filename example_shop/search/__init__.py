"""Product search straight from the database: no index to build, nothing to keep in step."""
