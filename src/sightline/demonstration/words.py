"""What the invented people and those who looked for them said. Plain, short and gentle; every sentence is made up."""

from __future__ import annotations

CHILD_STORIES = (
    "Left after an argument about a telephone and has not come back.",
    "Did not come home from school; friends say they last saw them at the bus stop.",
    "Went out to meet friends and was expected back by ten.",
    "Left by the back door after supper; the bed was empty at the night check.",
    "Rang to say the last bus was missed; the telephone has been off since.",
    "Walked out of a family visit and did not return to the house.",
    "Was collected by a car that nobody here knows.",
    "Went to the shop and did not come back.",
    "Said they were staying with a friend; the friend's mother knows nothing of it.",
    "Upset after contact was cancelled; left without a coat.",
)
ADULT_STORIES = (
    "Did not come home from work and does not answer the telephone.",
    "Left the ward during visiting time; the bed is empty.",
    "A neighbour has not seen them for two days; the post is on the mat.",
    "Went for a walk in the morning, as always, and has not come back.",
    "Left a note that worries the family.",
    "Missed two appointments, which is not like them.",
    "Walked out after a row; the car is still in the drive.",
    "Was seen leaving by the garden gate in slippers.",
    "Has stopped taking medicine and was low on the telephone last night.",
)
ABSENCE_STORIES = (
    "Late back from a friend's; has rung twice and says a lift is coming.",
    "Missed the bus, as last week; spoke at nine and sounded well.",
    "Staying at a sister's against the house rules; she confirms it.",
    "Out past curfew in the park with three others from school.",
)
CHILD_SAYS = (
    "I needed to get out of my head for a bit.",
    "I was at my mate's. I wanted to see my mum.",
    "I don't want to talk about it now.",
    "I lost track of time and then I was scared to come back.",
    "Nobody listens here.",
    "I was with people I know. I'm fine.",
)
ADULT_SAYS = (
    "I wanted some time on my own.",
    "I did not think anybody would notice.",
    "I was not well and walked. I am glad somebody came.",
    "I got lost and could not find the right bus.",
    "I would rather not say where I was.",
    "I am sorry to have worried people.",
)
SAYS_OF_HARM = "Somebody hurt me. I have told the officer."
HOW_FOUND = {
    "police": "Seen by a patrol and spoken to.",
    "returned of own accord": "Walked in and spoke to whoever had reported.",
    "family": "A relative found them and rang.",
    "carer": "A carer found them and brought them back.",
    "friend": "A friend rang to say where they were.",
    "local authority": "A social worker found them at a known address.",
    "other": "A member of the public rang.",
}
MARKS = {
    "is at known risk of sexual exploitation": "Screened: older men, gifts, a second telephone.",
    "is at known risk of criminal exploitation": "Stopped twice on trains with money that could not be explained.",
    "has a mental health condition": "Under the care of the mental health team.",
    "self-harms": "Old and new marks on the arms; the doctor knows.",
    "has dementia": "Diagnosed; walks to places from earlier in life.",
    "misuses drugs or alcohol": "Uses cannabis most days, says the key worker.",
    "is autistic": "Finds noise and strangers hard; likes to be told what happens next.",
    "needs essential medication": "Needs insulin twice a day.",
    "is likely to attempt suicide": "An attempt last year; the crisis team has a plan.",
}
LOOKS = (
    "Slim, short dark hair, black puffer jacket.",
    "Tall, fair hair tied back, grey tracksuit.",
    "Medium build, glasses, navy parka.",
    "Short, red hair, denim jacket and white trainers.",
    "Stocky, shaved head, green work jacket.",
    "Long braids, yellow coat.",
    "Thin, walks with a stick, brown cardigan.",
    "Dark curly hair, school blazer.",
    "Small scar on the chin, red hooded top.",
)
KEEPS_SAFE = (
    "Answers texts from the key worker when nobody else gets through.",
    "Will talk to an aunt. Do not chase; walk alongside.",
    "Calms down outdoors. Offer food and a lift home.",
    "Ask about the dog first.",
    "",
)
PLAN = (
    "Ring the person's own telephone, then the closest friend, before an hour has passed.",
    "Send an officer to the places named below at once.",
    "Tell the social worker, or the emergency duty team out of hours.",
)
PLAN_PLACES = "the bus station; the riverside park"
REFERRALS = {
    "refer": "Harm or a high risk: children's services are to weigh what is needed.",
    "already referred": "Known to children's services, who were told.",
    "no referral": "No need found that is not being met.",
}
NO_CONCERN = (
    "is likely to attempt suicide",
    "self-harms",
    "has a mental health condition",
    "has dementia",
    "has a learning disability",
    "needs essential medication",
    "is a victim of abuse at home",
    "is at known risk of sexual exploitation",
    "may be the victim of a serious crime",
    "poses a danger to the public",
    "absence is out of character",
    "is believed to be involved in crime",
)
