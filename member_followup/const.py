"""Words of the data that several wings name."""

#: how a member is contacted
CHANNELS = [
    ("phone", "Phone Call"),
    ("sms", "SMS"),
    ("email", "Email"),
    ("store", "In Store"),
    ("post", "Postal Mail"),
    ("messenger", "Messenger"),
]
PURPOSES = [("membership", "Membership"), ("marketing", "News and offers"), ("profiling", "Personalized offers")]
#: what may come of a contact; what it means is said in ``engine.outcomes``
OUTCOMES = [
    ("reached", "Reached"),
    ("promised", "Promised to Visit"),
    ("no_answer", "No Answer"),
    ("declined", "Declined"),
    ("wrong_number", "Wrong Number"),
    ("complaint", "Complaint"),
    ("stop", "Wants No More Contacts"),
    ("maybe", "Maybe"),
    ("sent", "Sent"),
    ("undelivered", "Undelivered"),
    ("skipped", "Skipped"),
    ("dropped", "Dropped"),
]
#: why a contact waits, or was never made
REASONS = [
    ("not_due", "Its day hasn't come"),
    ("hours", "Outside of its hours"),
    ("other_plan", "Another plan goes first"),
    ("cap", "Contact limit reached"),
    ("capacity", "No capacity left"),
    ("absent", "Nobody is present"),
    ("unstaffed", "No contact staff for its store"),
    ("stopped", "The member wants no contacts"),
    ("exit", "Its plan ended for the member"),
    ("blacklisted", "Blacklisted"),
    ("no_consent", "No consent, or no address"),
    ("late", "Too late"),
    ("condition", "Its conditions weren't met"),
    ("uncertain", "Not known whether it was sent"),
]
#: what somebody whom a campaign invited has answered
ANSWERS = [("promised", "Promised"), ("maybe", "Maybe"), ("no", "No"), ("not_reached", "Not Reached")]
#: how somebody came to be a guest of a campaign
ARMS = [("invited", "To Be Invited"), ("held_out", "Held Out"), ("unexpected", "Unexpected")]
#: who makes the contacts of a step
PERFORMERS = [
    ("list", "Store List"),
    ("owner", "Owner"),
    ("seller", "Who Sold or Enrolled"),
    ("turn", "In Turn"),
    ("specialist", "Specialist"),
]
#: what somebody is credited with
CREDITS = [
    ("contact", "Contact Made"),
    ("woken", "Dormant Member Woken"),
    ("revenue", "Revenue After a Contact"),
    ("enrolment", "Enrollment"),
    ("coverage", "Member Covered"),
    ("complaint", "Complaint Solved"),
]
#: why a credit counts for nothing
PADDING = [
    ("short", "Shorter than a contact takes"),
    ("again", "Same member again"),
    ("own", "Own card or family"),
    ("promises", "Promises without visits as a habit"),
]
