"""Customer systems that are read over the network: Salesforce and HubSpot."""
