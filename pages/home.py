import streamlit as st
from pages.ui.frame import header
header("GraphLeadIQ", "Where you stand and the one next step.")
