"""Pure functions from results to plotly figures and network payloads."""
