"""GraphLeadIQ without a screen: from files to ranked and explained leads. Knows nothing of Streamlit."""
