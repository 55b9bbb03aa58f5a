"""The Streamlit pages, one thin file each; they never import each other and share what is in pages.ui."""
