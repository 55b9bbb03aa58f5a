"""From a table and a task to a customer graph: recipe, features, relations, building, views."""
