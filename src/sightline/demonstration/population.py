"""Draws the people of the county and their two years, life after life, from the published figures. Knows no table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sightline.audit.moments import day_of
from sightline.demonstration import figures, person, spells
from sightline.demonstration.county import AREA_OF, CARE_HOME, FAR_HOME, FOSTERING, POLICE_OF
from sightline.demonstration.lives import Life, Stay
from sightline.demonstration.lots import Lots
from sightline.demonstration.places import KINGSMERE, NORTHMOOR, SOUTHVALE, address

YEAR = timedelta(days=365)
COUNCILS = {NORTHMOOR: 45, KINGSMERE: 20, SOUTHVALE: 35}
AGES = {"looked after": figures.AGES_LOOKED_AFTER, "child": figures.AGES_CHILD, "adult": figures.AGES_ADULT}
TIMES = {"looked after": figures.TIMES_LOOKED_AFTER, "child": figures.TIMES_CHILD, "adult": figures.TIMES_ADULT}
SETTINGS = {
    "looked after": figures.SETTINGS_LOOKED_AFTER, "child": figures.SETTINGS_CHILD, "adult": figures.SETTINGS_ADULT,
}  # fmt: skip


class Population:
    """Draws lives so that all of them together meet the figures. `homes` names the children's homes of each council."""

    def __init__(self, lots: Lots, now: datetime, homes: Mapping[str, list[str]]) -> None:
        self._lots, self._now, self._homes = lots, now, homes
        self._absent_owed = 0.0
        self._incidents = self._flagged = 0

    def lives(self, people: int) -> Iterator[Life]:
        """So many lives, one at a time: a county of any size fits in memory."""
        for _ in range(people):
            yield self._life()

    def _life(self) -> Life:
        lots = self._lots
        council = lots.deal("council", COUNCILS)
        group = self._group()
        year = 1 - lots.whole(0, 1)
        until = self._now - YEAR * year - (timedelta(days=3) if not year else timedelta(0))
        since = self._now - YEAR * (year + 1)
        age = lots.whole(*lots.deal(f"age {group}", AGES[group]))
        life = self._who(council, group, age, since, until)
        times = self._times(group)
        exploited = self._exploited(group, age, times)
        self._place(life, group, since)
        life.marks = person.marks(lots, age, life.setting, day_of(since - timedelta(days=30)), exploited=exploited)
        life.ties = person.ties(lots, life, is_child=group != "adult", exploited=exploited)
        if group != "adult" and (exploited or times >= 5):
            life.agreed = person.agreed(lots, day_of(self._now), exploited=exploited)
        low = AREA_OF[POLICE_OF[council]] == "thames-valley"
        self._history(life, group, times, since, until, exploited=exploited, low=low)
        return life

    def _group(self) -> str:
        if not self._lots.deal("child", figures.CHILD):
            return "adult"
        return "looked after" if self._lots.chance("looked after", figures.LOOKED_AFTER) else "child"

    def _who(self, council: str, group: str, age: int, since: datetime, until: datetime) -> Life:
        lots = self._lots
        sex = person.sex_of(lots, age)
        given, family, ethnicity = person.name_of(lots, sex)
        # A child of seventeen must not come of age within the window, an adult of eighteen must not be younger.
        fixed = until if age == 17 else since if age >= 18 else since + YEAR / 2
        born_on = day_of(fixed) - timedelta(days=int(age * 365.2425) + lots.whole(1, 364))
        setting = lots.deal(f"setting {group}", SETTINGS[group])
        phone = person.mobile(lots) if age >= 11 else ""
        known_since = max(since - timedelta(days=lots.whole(31, 600)), self._moment(born_on))
        life = Life(
            given, family, born_on, sex, ethnicity, setting, phone, address(lots, council), council, known_since
        )
        person.looks(lots, life)
        life.identifiers = [
            ("NHS number", person.nhs_number(lots)),
            ("police reference", f"MIS{lots.whole(10**6, 10**7)}"),
        ]
        return life

    def _moment(self, day: date) -> datetime:
        return self._now - timedelta(days=(day_of(self._now) - day).days)

    def _times(self, group: str) -> int:
        band = self._lots.deal(f"times {group}", TIMES[group])
        return self._lots.deal(f"times {group} {band}", dict.fromkeys(range(band[0], band[1] + 1), 1))

    def _exploited(self, group: str, age: int, times: int) -> bool:
        """Whether a flag of exploitation stands on this child: the published share of incidents falls under one."""
        if group == "adult":
            return False
        self._incidents += times
        room = figures.CSE_FLAG * self._incidents + 6 - self._flagged
        likely = self._lots.chance(f"exploitation {group}", 0.5 if group == "looked after" else 0.15)
        flagged = age >= 11 and times <= room and likely
        self._flagged += times if flagged else 0
        return flagged

    def _place(self, life: Life, group: str, since: datetime) -> None:
        lots, day = self._lots, day_of(since)
        if group == "looked after":
            began = max(day - timedelta(days=lots.whole(60, 1500)), life.born_on)
            self._look_after(life, began)
        elif life.setting == "adult care home":
            life.stays = [
                Stay(life.setting, CARE_HOME, day - timedelta(days=lots.whole(40, 900)), None, NORTHMOOR, life.home)
            ]
        elif group == "child" and lots.chance("child in need", 0.12):
            life.care = [("is a child in need", day - timedelta(days=60), life.born_on.replace(day=1) + 18 * YEAR)]

    def _look_after(self, life: Life, began: date) -> None:
        lots, today = self._lots, day_of(self._now)
        of_age = life.born_on + timedelta(days=int(18 * 365.2425) + 1)
        ended = of_age if of_age <= today else None
        life.care = [("is looked after", began, ended)]
        if ended:
            life.care.append(("is a care leaver", ended, None))
        moved = began + (min(today, of_age) - began) * lots.between(0.05, 0.25)
        life.stays = [self._stay(life, life.setting, moved, ended)]
        if lots.chance("moved placement", 0.45) and moved > began:
            life.stays.insert(0, self._stay(life, "foster care", began, moved))
        else:
            life.stays = [self._stay(life, life.setting, began, ended)]
        if ended:
            life.setting = "own home"

    def _stay(self, life: Life, setting: str, since: date, until: date | None) -> Stay:
        lots, council = self._lots, life.council
        if setting != "children's home":
            provider = FOSTERING[council] if setting == "foster care" else ""
            return Stay(setting, provider, since, until, council, address(lots, council))
        if lots.chance("out of area", figures.OUT_OF_AREA) and council != SOUTHVALE:
            return Stay(setting, FAR_HOME, since, until, SOUTHVALE, address(lots, SOUTHVALE), out_of_area=True)
        return Stay(setting, lots.one_of(self._homes[council]), since, until, council, address(lots, council))

    def _history(
        self, life: Life, group: str, times: int, since: datetime, until: datetime, *, exploited: bool, low: bool
    ) -> None:
        grades = (
            figures.GRADES_ADULT if group == "adult" else figures.GRADES_CHILD if low else figures.GRADES_CHILD_NO_LOW
        )
        north = AREA_OF[POLICE_OF[life.council]] == "west-midlands"
        manner = spells.Manner(group, grades, life.council, life.stays[-1].place if life.stays else life.home,
                               "absent" if north else "unauthorised absence")  # fmt: skip
        absent = self._absent(life, times, exploited=exploited) if north else self._absences(life, times)
        life.spells = spells.draw(
            self._lots, manner, missing=times, absent=absent, since=since, until=until, now=self._now
        )

    def _absent(self, life: Life, times: int, *, exploited: bool) -> int:
        """How many absents go with the missing ones (FN12): none for a young child or under a flag that bars them."""
        self._absent_owed += times * figures.ABSENT_FOR_EACH_MISSING
        barred = exploited or life.marks or life.age(day_of(self._now)) < 13
        given = 0 if barred else min(int(self._absent_owed), times + 1)
        self._absent_owed -= given
        return given

    def _absences(self, life: Life, times: int) -> int:
        """In Thames Valley the homes watch short absences instead: one for every two missing, our own assumption."""
        in_a_home = bool(life.stays) and life.stays[-1].setting == "children's home"
        return times // 2 if in_a_home else 0
