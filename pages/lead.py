"""Lead: why does this client score as it does, who is around it, and how far can that be trusted?"""

import streamlit as st

from core.errors import LeadError
from core.explanation.sentences import client_title
from pages.ui import cache_lead, client_parts, words
from pages.ui.alarms import alarm_box
from pages.ui.client_choice import choose_place, find_client, keep_names_masked, step_buttons, take_away
from pages.ui.frame import go, guarded, header, show_error
from pages.ui.masking import masked, named_explanation
from pages.ui.plain_text import plain
from pages.ui.state import need_run, use_lead

PARTS = ("neighbours", "all fields", "history", "how far to trust this")

header("Lead", "Why this chance, who is around it, and how far can that be trusted?")
with guarded():
    run = need_run()
    try:
        place = choose_place(run)
    except LeadError as error:
        show_error(error)
        find_client()
        if st.button("Choose a client", type="primary", key="lead.choose"):
            use_lead("")
            go("leads")
        st.stop()

    keep_names_masked(place)
    explanation = named_explanation(cache_lead.explanation(run.id, place.row))
    title, steps = st.columns([3, 4], vertical_alignment="bottom")
    word = words.lead_word(run.config().task)
    name = "" if masked() else cache_lead.who_is(run.id, place.row)
    called = f"{name} · {word} {place.id}" if name else f"{word.capitalize()} {place.id}"
    title.header(plain(client_title(place.id) if masked() else called), anchor=False)
    if not masked() and (linked := cache_lead.belongs_to(run.id, place.row)):
        st.caption(plain(linked))
    with steps:
        step_buttons(place, word)
    alarm_box(run)
    client_parts.head(run, place, explanation)
    left, right = st.columns(2, gap="large")
    with left:
        client_parts.reasons(explanation)
        take_away(run, place, explanation)
    with right:
        client_parts.surroundings(run, explanation)

    part = st.segmented_control(
        "More",
        PARTS,
        default=PARTS[0]
        if explanation.neighbours or explanation.rows
        else PARTS[1],  # nobody around: said above already
        format_func=client_parts.part_words(explanation),
        key="lead.part",
        label_visibility="collapsed",
    )
    if part == PARTS[0]:
        client_parts.neighbours(explanation)
    elif part == PARTS[1]:
        client_parts.fields(run, explanation)
    elif part == PARTS[2]:
        client_parts.history(run, explanation)
    elif part == PARTS[3]:
        client_parts.trust(explanation)
