"""The Streamlit pages: one thin file a page. Pages never import each other; what they share is in pages.ui."""
