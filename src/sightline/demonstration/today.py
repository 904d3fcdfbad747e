"""What is happening in the county today: an open episode in every state, by the real actions. Knows no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sightline.demonstration import family_scenes
from sightline.demonstration.books import Books
from sightline.demonstration.cases import CASE, CASES, life_of
from sightline.demonstration.county import INTERVIEWS, SOUTH, County
from sightline.demonstration.desks_at_work import CONTACT, EVERYTHING, REVIEW
from sightline.demonstration.lots import Lots
from sightline.demonstration.playing import play
from sightline.demonstration.stage import Scene
from sightline.demonstration.words import NO_CONCERN
from sightline.people.models import Identifier
from sightline.sharing.family import Relative

Script = Callable[[Scene], None]
KNOWN_PLACE, CONCERN = "whereabouts are known", "there are concerns about that place"


def _just_reported(s: Scene) -> None:
    s.left = s.silent = [EVERYTHING]
    s.report(0.1, "Left by the kitchen door with a bag; will not answer. An aunt lives in Southvale.", unseen=0.8)


def _disputed(s: Scene) -> None:
    s.left = s.silent = ["decide missing or absent", "escalate the dispute to the force incident manager"]
    s.report(1.5, "Collected by a car from the end of the road; smelt of drink yesterday.")
    s.answers(1.4, ["misuses drugs or alcohol"], says="Cannabis most days, drink at weekends.")
    s.disputed(0.7, "I was told nobody is coming yet. I do not accept that.")


def _missing_medium(s: Scene) -> None:
    s.report(5, "Did not come back from college. Has a new friend with a car.", unseen=2)
    s.answers(
        4.8, ["may be at risk of sexual exploitation"], says="New clothes, a second telephone, secretive for a month."
    )
    s.decide(4.5, "missing", "medium", "Sixteen, in care, signs of exploitation not yet screened.")
    s.officer(4.3)
    s.enquire(4, "Ring the college and the friend named", "College office", result="Left at three with the friend.")
    s.informed(2.5, "No news. The home has rung round the other residents.")


def _handover_offered(s: Scene) -> None:
    s.report(9, "Believed to be with a man the family has been warned about; he has moved to Southvale.", unseen=3)
    s.answers(
        8.8,
        ["is believed to be with a known adult", "concerns are recorded about that adult and children"],
        says="He was named at the last conference.",
    )
    s.decide(8.5, "missing", "high", "Fifteen, with an adult about whom concerns are recorded; ninth time in a year.")
    s.officer(8.2)
    s.enquire(
        7, "Check the adult against every agency's records", result="Concerns about children and drugs are recorded."
    )
    s.sighted(3, "Southvale railway station", "A guard", "likely", -0.72, 0.64)
    s.offered(0.25, SOUTH, "Seen at Southvale station; the man's address is in your area.")


def _high_two_days(s: Scene) -> None:
    s.report(
        49, "Went to the shop and did not come back. The trigger plan says missing and high.", unseen=1, deploy=True
    )
    s.answers(48.8, ["is pregnant"], says="The nurse told the home last week.")
    s.decide(48.5, "missing", "high", "Trigger plan in force; exploitation; twenty-eight times in a year.")
    s.officer(48)
    s.search(
        47,
        ["Bedroom", "Wardrobe", "Bathroom", "Kitchen", "Garden shed"],
        "Loft: locked, no key",
        "A receipt, two days old.",
    )
    s.enquire(46, "Last cell site of the telephone", "Network", result="Fulbrook Heath at 19:10, then off.", after=5)
    s.enquire(
        44, "CCTV at the bus station", "Bus company", result="On the 18:52 bus with a man in a red jacket.", after=8
    )
    s.informed(40, "Told the home what the camera shows; they know no such jacket.", again=4)
    s.sighted(30, "The retail park, Fulbrook Heath", "Shop worker", "likely", 0.05, -0.06)
    s.sighted(14, "The canal towpath", "A walker", "doubtful", 0.02, 0.03)
    s.informed(12, "The social worker rang; no contact with the mother.", again=4)
    s.enquire(6, "House to house at the address on the receipt", "Residents")
    s.informed(3, "Nothing new. The home will stay up.", again=4)


def _four_days(s: Scene) -> None:
    s.report(96, "Over the fence after breakfast. Twelve years old; the eighteenth time since he came.", unseen=1)
    s.left = [REVIEW, "notify the UK Missing Persons Unit", "review the placement"]
    s.answers(95.7, ["there are other specific concerns"], says="Twelve; gone eighteen times since he came here.")
    s.decide(95.4, "missing", "high", "Age, pattern and length of absence.")
    s.officer(95)
    s.enquire(94, "His grandmother and his old street", "Grandmother", result="Not seen there since Easter.", after=3)
    s.enquire(
        70,
        "Friends from his last school",
        "Head teacher",
        result="Two boys named; both spoken to; no contact.",
        after=20,
    )
    s.sighted(52, "The skate park", "Another child", "likely", 0.03, 0.05)
    s.search(50, ["Shed", "Boiler house", "Both vans"], "", "Nothing found.")
    s.informed(20, "Home told of the sighting.", again=4)
    s.informed(5, "No news.", again=4)


def _absent_under_review(s: Scene) -> None:
    s.left = [REVIEW, CONTACT]
    s.report(4, "Told his sister he would stay with a friend and be back tonight; the telephone is off.", unseen=5)
    s.answers(3.8, ["absence is not out of character"], NO_CONCERN, says="Does this every few months, she says.")
    s.decide(3.5, "absent", "none", "No concern in any answer or on any system; call back agreed.", review=120)


def _watched_absence(s: Scene) -> None:
    s.watched(2, "Bus missed before; rang; the risk assessment was checked; no concern for his safety.")


def _known_place(s: Scene) -> None:
    s.report(6, "At a friend's house across town; the carer knows the address and is worried about it.", unseen=1)
    s.answers(5.8, [KNOWN_PLACE, CONCERN], says="The friend's brother deals from there, the neighbours say.")
    s.decide(
        5.4, "away from placement without authorisation", "medium", "We know where she is; the place is a concern."
    )
    s.officer(5)


def _claimed(s: Scene) -> None:
    s.report(8, "Did not come home from the gym. First time this year.", unseen=3)
    s.answers(7.8, ["absence is out of character"], says="Always rings if he is late.")
    s.decide(7.5, "missing", "medium", "Sixteen; out of character this late.")
    s.officer(7)
    s.located(
        0.6,
        "A cousin's flat in Dunsleigh",
        "A text from his own telephone",
        "He wrote that he is safe there.",
        confirmed=False,
    )


def _not_seen(s: Scene) -> None:
    s.report(11, "Walked out after an argument; thirteen; no coat.", unseen=1)
    s.answers(10.8, ["absence is out of character"], says="She has never done this.")
    s.decide(10.6, "missing", "medium", "Thirteen and cold outside; never before.")
    s.officer(10)
    s.located(
        1.5, "Her grandmother's house", "Grandmother", "Rang back on the house line; spoke to both.", confirmed=True
    )


def _interview_offered(s: Scene) -> None:
    s.report(30, "Did not come in by eleven; the carer waited till midnight.", unseen=2)
    s.answers(29.8, ["absence is not out of character"], says="Comes back by himself as a rule.")
    s.decide(29.5, "missing", "medium", "Seventeen, in care; two earlier episodes.")
    s.officer(29)
    s.located(14, "Back at the carer's house", "Foster carer", "Walked in at breakfast.", confirmed=True)
    s.seen(10, "I was at my brother's. I just wanted to see him.")
    s.interview_offered(5, INTERVIEWS)


def _interview_overdue(s: Scene) -> None:
    s.report(98, "Ran from the taxi at the traffic lights.", unseen=0.3)
    s.answers(97.8, ["absence is out of character"], says="New here; knows nobody in the town.")
    s.decide(97.5, "missing", "medium", "Fourteen, in care, new to the county.")
    s.officer(97)
    s.located(80, "Back at the home", "Home's staff", "Brought back by a friend's mother.", confirmed=True)
    s.seen(77, "I got scared and ran.")
    s.interview_offered(74, INTERVIEWS)
    s.checked(70, "I want to stay at the home. It is all right there.")


def _check_outstanding(s: Scene) -> None:
    s.report(20, "Missed his appointment and work; low on the telephone last night.", unseen=9)
    s.answers(19.7, ["has a mental health condition"], says="Under the crisis team since the summer.")
    s.decide(19.4, "missing", "high", "Out of character; low mood; no medicine taken for days.")
    s.officer(19)
    s.located(4, "The riverside park", "A patrol", "Sat on a bench; spoken to.", confirmed=True)
    s.seen(3.9, "I wanted some time on my own. I am glad somebody came.")


def _in_slippers(s: Scene) -> None:
    s.left = ["involve a senior manager"]
    s.report(0.7, "Gone from the garden in slippers; walks to the house where she grew up.", unseen=0.5, deploy=True)
    s.answers(0.6, ["has dementia"], says="Diagnosed; sure of her way and wrong about it.")
    s.decide(0.5, "missing", "high", "Eighty-one, dementia, cold evening.")
    s.officer(0.45)
    s.search(0.3, ["All rooms", "Garden", "Laundry"], "", "Her coat is here.")


def _six_days(s: Scene) -> None:
    s.left = ["refer to Missing People", "notify the UK Missing Persons Unit"]
    s.report(6 * 24, "Did not come home from a night shift; wallet and passport are here.", unseen=10)
    s.answers(6 * 24 - 0.5, ["absence is out of character"], says="His brother has never known it.")
    s.decide(6 * 24 - 1, "missing", "medium", "Out of character; low mood in the spring.")
    s.officer(6 * 24 - 2)
    s.enquire(5 * 24, "Bank and telephone", "Bank", result="No use since the night.", after=30)
    s.enquire(3 * 24, "Hostels and hospitals within fifty miles", result="Not known to any.", after=40)
    family_scenes.spoken_with(s, 5 * 24, Relative("Ravi Panesar", "brother", phone="07700 900377"))
    family_scenes.asked_in_public(s, 2 * 24)


SCRIPTS: Mapping[str, Script] = {
    "H01": _handover_offered,
    "H05": _just_reported,
    "H07": _disputed,
    "H09": _missing_medium,
    "H11": _high_two_days,
    "H14": _four_days,
    "A01": _absent_under_review,
    "A03": _watched_absence,
    "S13": _known_place,
    "D01": _claimed,
    "D02": _not_seen,
    "D03": _interview_offered,
    "D04": _interview_overdue,
    "D05": _check_outstanding,
    "D06": _in_slippers,
    "D07": _six_days,
}


def begin(county: County, books: Books, lots: Lots, now: datetime) -> int:
    """Open today's episodes as of `now` and return how many. Where they are open already nothing moves: 0."""
    if Identifier.objects.filter(kind=CASE).exists():
        return 0
    lives = [life_of(case, lots, now) for case in CASES]
    scenes = []
    for case, life, person in zip(CASES, lives, books.write(lives), strict=True):
        scene = Scene(county, now, person, life)
        SCRIPTS[case.code](scene)
        scenes.append(scene)
    play(county, scenes, now)
    return len(scenes)
