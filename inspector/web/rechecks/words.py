"""Names and messages of the pages about re-checks."""

from inspector.i18n import N_

OUTCOMES = {
    "done": N_("Put right"),
    "partly": N_("Partly put right"),
    "not_done": N_("Not put right"),
    "reopen": N_("Open again"),
    "none": N_("Left as it is"),
}
WAYS = {"checked": ("done", "partly", "not_done"), "again": ("none", "reopen"), "nothing": ("none",)}
"""What can be decided about a finding where it stands now."""
LEFT = frozenset({"partly", "not_done", "reopen"})
"""Outcomes after which the unit works on, with a new last day."""
DAY = N_("Give the day as a date.")
OUTCOME = N_("Say what the re-check found.")
SEEN = N_("Write what was seen: it is kept with the finding and printed in the opinion.")
REASON = N_("This is not what the answers say: give the reason.")
DUE = N_("Something is left to do: give its new last day.")
DUE_EARLY = N_("The new last day is after the re-check.")
NEW_DUE = N_("New last day for what is left")
KEEP_DAY = N_("Send it once more to keep this day all the same.")
INSPECTOR = N_("Choose an inspector.")
OUTSIDE = N_("A chosen unit lies outside the area of that inspector.")
CALLED_OFF = N_("Give the reason for calling it off.")
NO_CAMPAIGN = N_("This is a re-check: say on its own page what it found, then confirm it there.")
PROOF = N_("Add the file that proves it.")
