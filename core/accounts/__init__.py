"""Accounts: the companies or households behind the people; who is in the buying committee and who is missing."""
